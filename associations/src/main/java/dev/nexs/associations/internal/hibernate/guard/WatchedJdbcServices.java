package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.AssociationsSettings;
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

/** Hibernate's own JDBC services, whose selects are shown to the detector first. There only if a threshold is set. */
public final class WatchedJdbcServices extends JdbcServicesImpl {

    private final transient JdbcSelectExecutor executor = new WatchedExecutor();

    private WatchedJdbcServices() {}

    @Override
    public JdbcSelectExecutor getJdbcSelectExecutor() {
        return executor;
    }

    /** Installs the detector if the settings ask for it. Found through service loading. */
    public static final class Contributor implements ServiceContributor {

        /** For the service loader. */
        public Contributor() {}

        @Override
        public void contribute(StandardServiceRegistryBuilder builder) {
            Object threshold = builder.getSettings().get(AssociationsSettings.N_PLUS_ONE_THRESHOLD);
            if (threshold != null && !threshold.toString().trim().equals("0")) {
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
            return HIBERNATE.executeQuery(select, bindings, context, transformer, type, creator, consumer);
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
            return HIBERNATE.executeQuery(select, bindings, context, transformer, type, estimate, creator, consumer);
        }
    }
}
