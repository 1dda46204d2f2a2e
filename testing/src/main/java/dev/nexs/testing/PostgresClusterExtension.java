package dev.nexs.testing;

import dev.nexs.testing.internal.Backends;
import dev.nexs.testing.internal.ServerSettings;
import java.lang.reflect.AnnotatedElement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * What {@link PostgresCluster} does. The store of a method's context looks into its class's, and that into the
 * enclosing class's: so the innermost cluster is found.
 */
final class PostgresClusterExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresClusterExtension.class);

    PostgresClusterExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!SpringTests.include(context.getRequiredTestClass())) {
            start(context, context.getRequiredTestClass());
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start(context, context.getRequiredTestMethod());
        Leaks.testBegins(store(context));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Leaks.testEnds(context, store(context));
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
    }

    private static void start(ExtensionContext context, AnnotatedElement annotated) {
        AnnotationSupport.findAnnotation(annotated, PostgresCluster.class).ifPresent(wanted -> {
            if (!Backends.haveClusters()) {
                throw new TestAbortedException("Skipped: an external server has no cluster that a test may kill");
            }
            store(context).put(Cluster.class, Cluster.start(c -> configure(c, wanted)));
            Leaks.begin(context, store(context), wanted.leakCheck());
        });
    }

    static void configure(ClusterBuilder cluster, PostgresCluster wanted) {
        cluster.version(wanted.version()).replicas(wanted.replicas()).synchronous(wanted.synchronous());
        if (wanted.tls()) {
            cluster.tls();
        }
        ServerSettings.parse(wanted.settings()).forEach(cluster::setting);
    }

    private static void close(ExtensionContext context) {
        Cluster cluster = store(context).remove(Cluster.class, Cluster.class);
        if (cluster != null) {
            try (cluster) {
                Leaks.end(context, store(context), cluster.nodes());
            }
        }
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    /** The innermost cluster of the test, or null if it has none. */
    static @Nullable Cluster cluster(ExtensionContext context) {
        Cluster own = store(context).get(Cluster.class, Cluster.class);
        return own == null && isOfSpringContext(context)
                ? SpringTests.database(context).cluster()
                : own;
    }

    private static boolean isOfSpringContext(ExtensionContext context) {
        return SpringTests.include(context.getRequiredTestClass(), PostgresCluster.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        boolean nodeIsOurs = type == Node.class
                && !AnnotationSupport.isAnnotated(context.getRequiredTestClass(), PostgresServer.class);
        return (type == Cluster.class || nodeIsOurs)
                && (store(context).get(Cluster.class) != null || isOfSpringContext(context));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Cluster cluster = cluster(context);
        if (cluster == null) {
            throw new IllegalStateException("No cluster for " + context.getDisplayName());
        }
        return parameter.getParameter().getType() == Cluster.class ? cluster : cluster.primary();
    }
}
