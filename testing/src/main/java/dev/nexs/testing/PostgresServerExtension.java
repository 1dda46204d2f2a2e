package dev.nexs.testing;

import java.util.List;
import java.util.Optional;
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

/**
 * What {@link PostgresServer} does. The servers hang on the root of the test run, and end with it.
 *
 * <p>A store looks into those of the enclosing contexts, so that a nested class without the annotation finds the
 * database of the class around it.
 */
final class PostgresServerExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresServerExtension.class);

    PostgresServerExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (SpringTests.include(context.getRequiredTestClass())) {
            return;
        }
        annotation(context).ifPresent(annotation -> {
            SharedServer server = context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(SharedServer.Key.of(annotation), SharedServer::start, SharedServer.class);
            Node node = server.createDatabase(context.getRequiredTestClass());
            store(context).put(Lease.class, new Lease(server, node));
            Leaks.begin(context, store(context), annotation.leakCheck());
        });
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Leaks.testBegins(store(context));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Leaks.testEnds(context, store(context));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Lease lease = store(context).remove(Lease.class, Lease.class);
        if (lease != null) {
            try (lease) {
                Leaks.end(context, store(context), List.of(lease.node));
            }
        }
    }

    private static Optional<PostgresServer> annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), PostgresServer.class);
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    /** The node of the class, or null if it has none. */
    static @Nullable Node node(ExtensionContext context) {
        if (isOfSpringContext(context)) {
            return SpringTests.database(context).node();
        }
        Lease lease = store(context).get(Lease.class, Lease.class);
        return lease == null ? null : lease.node;
    }

    private static boolean isOfSpringContext(ExtensionContext context) {
        return SpringTests.include(context.getRequiredTestClass(), PostgresServer.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Node.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Node node = node(context);
        if (node == null) {
            throw new IllegalStateException("No server for " + context.getRequiredTestClass());
        }
        return node;
    }

    /** The database that a test class has on a shared server. */
    private record Lease(SharedServer server, Node node) implements AutoCloseable {

        @Override
        public void close() {
            node.closeProxy();
            server.dropDatabase(node);
        }
    }
}
