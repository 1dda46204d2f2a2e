package dev.nexs.types.support;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.jspecify.annotations.Nullable;

/** The names of the functions that this module adds to HQL. */
public final class Functions {

    private Functions() {}

    public static Set<String> inExpressions(SessionFactory factory) {
        SqmFunctionRegistry registry = registry(factory);
        return ours(registry.getFunctionsByName().map(Map.Entry::getKey), registry::findFunctionDescriptor);
    }

    /** Hibernate lists these with their names only. */
    public static Set<String> inFrom(SessionFactory factory) {
        SqmFunctionRegistry registry = registry(factory);
        return ours(
                registry.getSetReturningFunctionsByName().map(Map.Entry::getKey),
                registry::findSetReturningFunctionDescriptor);
    }

    private static SqmFunctionRegistry registry(SessionFactory factory) {
        return factory.unwrap(SessionFactoryImplementor.class).getQueryEngine().getSqmFunctionRegistry();
    }

    private static Set<String> ours(Stream<String> names, Function<String, Object> descriptor) {
        Set<String> ours =
                names.filter(name -> isOurs(descriptor.apply(name))).collect(Collectors.toCollection(TreeSet::new));
        if (ours.isEmpty()) {
            throw new AssertionError("no function of this module is registered");
        }
        return ours;
    }

    /** A function of Hibernate's own stays Hibernate's, though we tell it the types of its parameters. */
    private static boolean isOurs(@Nullable Object descriptor) {
        return descriptor != null
                && descriptor.getClass().getPackageName().startsWith("dev.nexs")
                && !descriptor.getClass().getSimpleName().equals("ArrayParameters");
    }
}
