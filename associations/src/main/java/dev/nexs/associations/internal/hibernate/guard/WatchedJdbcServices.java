package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.internal.hibernate.factory.AssociationsConfig;
import java.util.Map;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.engine.jdbc.internal.JdbcServicesImpl;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.sql.exec.internal.JdbcSelectExecutorStandardImpl;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;
import org.hibernate.sql.results.spi.ResultsConsumer;
import org.hibernate.sql.results.spi.RowTransformer;

/**
 * Hibernate's own JDBC services, whose selects are shown to the detector first, and whose streams stay strict. There only
 * if the application has a setting of this module.
 */
public final class WatchedJdbcServices extends JdbcServicesImpl {

    private final transient JdbcSelectExecutor executor = new WatchedExecutor();

    private WatchedJdbcServices() {}

    @Override
    public JdbcSelectExecutor getJdbcSelectExecutor() {
        return executor;
    }

    /** Installs them if there is a setting. Found through service loading. */
    public static final class Contributor implements ServiceContributor {

        /** For the service loader. */
        public Contributor() {}

        @Override
        public void contribute(StandardServiceRegistryBuilder builder) {
            if (builder.getSettings().keySet().stream().anyMatch(AssociationsConfig::isSetting)) {
                builder.addInitiator(new Initiator());
            }
        }
    }

    private static final class Initiator implements StandardServiceInitiator<JdbcServices> {

        @Override
        public Class<JdbcServices> getServiceInitiated() {
            return JdbcServices.class;
        }

        @Override
        public JdbcServices initiateService(Map<String, Object> settings, ServiceRegistryImplementor registry) {
            return new WatchedJdbcServices();
        }
    }

    private static final class WatchedExecutor implements JdbcSelectExecutor {

        private static final JdbcSelectExecutor HIBERNATE = JdbcSelectExecutorStandardImpl.INSTANCE;

        @Override
        public <T, R> T executeQuery(
                JdbcSelect select,
                JdbcParameterBindings bindings,
                ExecutionContext context,
                RowTransformer<R> transformer,
                Class<R> type,
                StatementCreator creator,
                ResultsConsumer<T, R> consumer) {
            RepeatedSelects.before(select, bindings, context);
            return StrictRows.of(
                    HIBERNATE.executeQuery(select, bindings, context, transformer, type, creator, consumer),
                    context.getSession());
        }

        @Override
        public <T, R> T executeQuery(
                JdbcSelect select,
                JdbcParameterBindings bindings,
                ExecutionContext context,
                RowTransformer<R> transformer,
                Class<R> type,
                int estimate,
                StatementCreator creator,
                ResultsConsumer<T, R> consumer) {
            RepeatedSelects.before(select, bindings, context);
            return StrictRows.of(
                    HIBERNATE.executeQuery(select, bindings, context, transformer, type, estimate, creator, consumer),
                    context.getSession());
        }
    }
}
