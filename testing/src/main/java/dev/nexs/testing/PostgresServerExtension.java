package dev.nexs.testing;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link PostgresServer} does. */
final class PostgresServerExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresServerExtension.class);

    PostgresServerExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        annotation(context).ifPresent(annotation -> {
            SharedServer.Key key = SharedServer.Key.of(annotation);
            SharedServer server = context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(key, SharedServer::start, SharedServer.class);
            store(context).put(Lease.class, new Lease(server, server.createDatabase(context.getRequiredTestClass())));
        });
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Lease lease = store(context).remove(Lease.class, Lease.class);
        if (lease != null) {
            lease.node.closeProxy();
            lease.server.dropDatabase(lease.node);
        }
    }

    private static Optional<PostgresServer> annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), PostgresServer.class);
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Node.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Lease lease = store(context).get(Lease.class, Lease.class);
        if (lease == null) {
            throw new IllegalStateException("No server for " + context.getRequiredTestClass());
        }
        return lease.node;
    }

    /** The database that a test class has on a shared server. */
    private record Lease(SharedServer server, Node node) {}
}
