package dev.nexs.types.internal.hibernate.function;

import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.query.spi.QueryEngine;
import org.hibernate.query.sqm.function.SqmFunctionDescriptor;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;

/** Puts {@link ArrayParameters} around Hibernate's array functions, once they are there: they are registered last. */
public final class ArrayParameterTypes implements Integrator, SessionFactoryObserver {

    private static final List<String> OF_ELEMENTS = List.of(
            "array_contains",
            "array_contains_nullable",
            "array_position",
            "array_positions",
            "array_append",
            "array_prepend",
            "array_remove",
            "array_replace");

    private static final List<String> OF_ARRAYS = List.of(
            "array_includes",
            "array_includes_nullable",
            "array_intersects",
            "array_intersects_nullable",
            "array_overlaps",
            "array_overlaps_nullable",
            "array_concat");

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        factory.addObserver(this);
    }

    @Override
    public void sessionFactoryCreated(SessionFactory factory) {
        QueryEngine engine = factory.unwrap(SessionFactoryImplementor.class).getQueryEngine();
        SqmFunctionRegistry registry = engine.getSqmFunctionRegistry();
        OF_ELEMENTS.forEach(name -> replace(registry, name, true));
        OF_ARRAYS.forEach(name -> replace(registry, name, false));
        engine.getInterpretationCache().close(); // named queries were interpreted without them
    }

    private static void replace(SqmFunctionRegistry registry, String name, boolean takesElements) {
        SqmFunctionDescriptor plain = registry.findFunctionDescriptor(name);
        if (plain != null) {
            registry.register(name, new ArrayParameters(plain, takesElements));
        }
    }
}
