package dev.nexs.benchmarks.datasource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.cluster.NodeRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/** The datasources that are compared. All have pools of eight, opened before the clock runs. */
enum Contender {
    HIKARI {
        @Override
        Open open(Servers servers) {
            HikariDataSource pool = hikari(servers, servers.url("jdbc:postgresql:", servers.primary()));
            return new Open(pool, pool);
        }
    },
    NEXS {
        @Override
        Open open(Servers servers) {
            NexsDataSource source = nexs(servers, servers.primary());
            return new Open(source, source);
        }
    },
    NEXS_CLUSTER {
        @Override
        Open open(Servers servers) {
            NexsDataSource source = nexs(servers, servers.primary() + "," + servers.replica());
            return new Open(source, source);
        }
    },
    NEXS_ROUTED {
        @Override
        Open open(Servers servers) {
            NexsDataSource source = nexs(servers, servers.primary() + "," + servers.replica());
            return new Open(source.routing(), source);
        }
    },
    SPRING_LAZY {
        @Override
        Open open(Servers servers) {
            HikariDataSource pool = hikari(servers, servers.url("jdbc:postgresql:", servers.primary()));
            return new Open(new LazyConnectionDataSourceProxy(pool), pool);
        }
    },
    SPRING_ROUTED {
        @Override
        Open open(Servers servers) {
            HikariDataSource writers = hikari(servers, servers.url("jdbc:postgresql:", servers.primary()));
            HikariDataSource readers = hikari(servers, servers.url("jdbc:postgresql:", servers.replica()));
            LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(writers);
            lazy.setReadOnlyDataSource(readers);
            return new Open(lazy, () -> {
                writers.close();
                readers.close();
            });
        }
    },
    AWS_FAILOVER {
        @Override
        Open open(Servers servers) {
            HikariDataSource pool = hikari(
                    servers,
                    servers.url(
                            "jdbc:aws-wrapper:postgresql:",
                            servers.primary(),
                            "wrapperPlugins=failover2",
                            "wrapperDialect=pg"));
            return new Open(pool, pool);
        }
    },
    AWS_SPLITTING {
        @Override
        Open open(Servers servers) {
            HikariDataSource pool = hikari(
                    servers,
                    servers.url(
                            "jdbc:aws-wrapper:postgresql:",
                            servers.primary() + "," + servers.replica(),
                            "wrapperPlugins=readWriteSplitting",
                            "wrapperDialect=pg",
                            "singleWriterConnectionString=true"));
            return new Open(pool, pool);
        }
    };

    static final int SIZE = 8;

    abstract Open open(Servers servers);

    private static HikariDataSource hikari(Servers servers, String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(servers.username());
        config.setPassword(servers.password());
        config.setMaximumPoolSize(SIZE);
        return new HikariDataSource(config);
    }

    static NexsDataSource nexs(Servers servers, String hosts) {
        return nexs(servers, hosts, Map.of());
    }

    static NexsDataSource nexs(Servers servers, String hosts, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.putAll(Map.of(
                NexsSettings.URL,
                servers.url("jdbc:postgresql:", hosts),
                NexsSettings.USERNAME,
                servers.username(),
                NexsSettings.PASSWORD,
                servers.password(),
                NexsSettings.POOL_MAXIMUM_SIZE,
                SIZE,
                NexsSettings.POOL_MINIMUM_IDLE,
                SIZE,
                NexsSettings.POOL_WARM_UP,
                true));
        NexsDataSource source = NexsDataSource.from(settings);
        while (source.cluster().nodes().stream().anyMatch(node -> node.role() == NodeRole.UNKNOWN)) {
            LockSupport.parkNanos(1_000_000);
        }
        return source;
    }

    /** The names that JMH gets. */
    static List<String> names(Contender... contenders) {
        return List.of(contenders).stream().map(Enum::name).toList();
    }

    /**
     * A datasource and what ends it.
     *
     * @param source to borrow from
     * @param owner to close
     */
    record Open(DataSource source, AutoCloseable owner) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            owner.close();
        }
    }
}
