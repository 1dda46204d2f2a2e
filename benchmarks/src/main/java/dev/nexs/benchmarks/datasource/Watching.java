package dev.nexs.benchmarks.datasource;

import com.p6spy.engine.spy.P6DataSource;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.observe.NexsMetrics;
import dev.nexs.orm.observe.NexsTracing;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import net.ttddyy.observation.tracing.DataSourceObservationListener;

/** Who watches a select: nobody, hooks, meters, spans; and what others put around a datasource for the same. */
enum Watching {
    NOBODY {
        @Override
        Contender.Open open(Servers servers) {
            return nexs(servers, Map.of());
        }
    },
    NO_OP_HOOK {
        @Override
        Contender.Open open(Servers servers) {
            Contender.Open open = nexs(servers, Map.of());
            hooks(open, 1);
            return open;
        }
    },
    FIVE_NO_OP_HOOKS {
        @Override
        Contender.Open open(Servers servers) {
            Contender.Open open = nexs(servers, Map.of());
            hooks(open, 5);
            return open;
        }
    },
    SLOW_QUERY {
        @Override
        Contender.Open open(Servers servers) {
            return nexs(servers, Map.of(NexsSettings.HOOKS_SLOW_QUERY_THRESHOLD, "10s"));
        }
    },
    BUILT_INS {
        @Override
        Contender.Open open(Servers servers) {
            return nexs(
                    servers,
                    Map.of(
                            NexsSettings.HOOKS_SLOW_QUERY_THRESHOLD, "10s",
                            NexsSettings.HOOKS_GUARD, "warn",
                            NexsSettings.HOOKS_GUARD_MAX_ROWS, "1000",
                            NexsSettings.HOOKS_MDC, "true",
                            NexsSettings.SQL_COMMENTS, "true"));
        }
    },
    METRICS {
        @Override
        Contender.Open open(Servers servers) {
            Contender.Open open = nexs(servers, Map.of());
            new NexsMetrics((NexsDataSource) open.source()).bindTo(new SimpleMeterRegistry());
            return open;
        }
    },
    /** Spans that nobody records: the price of asking. */
    TRACING {
        @Override
        Contender.Open open(Servers servers) {
            Contender.Open open = nexs(servers, Map.of());
            NexsTracing.start((NexsDataSource) open.source(), OpenTelemetry.noop());
            return open;
        }
    },
    SAFETY {
        @Override
        Contender.Open open(Servers servers) {
            return nexs(servers, Map.of(NexsSettings.SAFETY, "true"));
        }
    },
    JFR {
        @Override
        Contender.Open open(Servers servers) {
            return nexs(servers, Map.of(NexsSettings.JFR, "true"));
        }
    },
    HIKARI {
        @Override
        Contender.Open open(Servers servers) {
            return Contender.HIKARI.open(servers);
        }
    },
    HIKARI_DATASOURCE_PROXY {
        @Override
        Contender.Open open(Servers servers) {
            Contender.Open pool = Contender.HIKARI.open(servers);
            DataSource proxy = ProxyDataSourceBuilder.create(pool.source())
                    .logSlowQueryBySlf4j(10, TimeUnit.SECONDS)
                    .build();
            return new Contender.Open(proxy, pool.owner());
        }
    },
    HIKARI_P6SPY {
        @Override
        Contender.Open open(Servers servers) {
            System.setProperty("p6spy.config.appender", "com.p6spy.engine.spy.appender.Slf4JLogger");
            System.setProperty("p6spy.config.executionThreshold", "10000");
            Contender.Open pool = Contender.HIKARI.open(servers);
            return new Contender.Open(new P6DataSource(pool.source()), pool.owner());
        }
    },
    HIKARI_DATASOURCE_MICROMETER {
        @Override
        Contender.Open open(Servers servers) {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig()
                    .observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
            DataSourceObservationListener listener = new DataSourceObservationListener(registry);
            Contender.Open pool = Contender.HIKARI.open(servers);
            DataSource proxy = ProxyDataSourceBuilder.create(pool.source())
                    .listener(listener)
                    .methodListener(listener)
                    .build();
            return new Contender.Open(proxy, pool.owner());
        }
    },
    HIKARI_OPENTELEMETRY_JDBC {
        @Override
        Contender.Open open(Servers servers) {
            Contender.Open pool = Contender.HIKARI.open(servers);
            return new Contender.Open(JdbcTelemetry.create(OpenTelemetry.noop()).wrap(pool.source()), pool.owner());
        }
    };

    abstract Contender.Open open(Servers servers);

    private static Contender.Open nexs(Servers servers, Map<String, Object> more) {
        NexsDataSource source = Contender.nexs(servers, servers.primary(), more);
        return new Contender.Open(source, source);
    }

    private static void hooks(Contender.Open open, int count) {
        for (int i = 0; i < count; i++) {
            ((NexsDataSource) open.source()).hooks().on(HookPoint.AFTER_QUERY, "nothing-" + i, context -> {});
        }
    }
}
