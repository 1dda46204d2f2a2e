package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.util.Credentials;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.jdbc.PhysicalConnection;
import dev.nexs.orm.jdbc.SessionReset;
import dev.nexs.orm.jdbc.StatementJudge;
import dev.nexs.orm.observe.internal.Observer;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.TlsMode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Opens physical connections. Until log-in is over every reply is bounded by the connect timeout, since a server that
 * accepts and then says nothing would otherwise hold the opener for the whole socket timeout.
 */
final class ConnectionOpener {

    private static final String FACTORY = TlsSocketFactory.class.getName();

    /** The driver counts milliseconds in an {@code int}: 24 days. */
    private static final long MOST_MILLIS = 2_073_600_000;

    private final CredentialsSource credentials;
    private final DriverSettings settings;
    private final TlsSettings tls;
    private final SessionReset reset;
    private final Observers observers;
    private final StatementJudge judge = new StatementJudge();
    private final Driver driver = new Driver();

    /** Which of the addresses of each node's name is tried next. */
    private final Map<NodeAddress, AtomicInteger> turns = new ConcurrentHashMap<>();

    ConnectionOpener(
            CredentialsSource credentials,
            DriverSettings settings,
            TlsSettings tls,
            SessionReset reset,
            Observers observers) {
        this.reset = reset;
        this.observers = observers;
        this.credentials = credentials;
        this.settings = settings;
        this.tls = tls;
    }

    String applicationName() {
        return settings.applicationName();
    }

    /** Opens a connection for a pool, whose replies are bounded by the socket timeout. */
    PhysicalConnection open(NodeAddress node) throws SQLException {
        Duration login = settings.connectTimeout();
        boolean inFractions = login.toMillis() % 1000 != 0;
        Observer observer = observers.current();
        Object connect = observer == null ? null : observer.connecting(node.id());
        try {
            Connection opened = open(node, login, inFractions, settings.socketTimeout(), settings.applicationName());
            PhysicalConnection physical = new PhysicalConnection(opened, node.id(), reset, judge, observers);
            if (observer != null) {
                observer.connected(connect, null);
            }
            return physical;
        } catch (SQLException | RuntimeException e) {
            if (observer != null) {
                observer.connected(connect, e);
            }
            throw e;
        }
    }

    /** Opens a connection whose log-in is bounded as a whole, so that replies that trickle in do not draw it out. */
    Connection open(NodeAddress node, Duration bound, String applicationName) throws SQLException {
        return open(node, bound, true, bound, applicationName);
    }

    /**
     * Opens a connection with bounds of its own. The driver bounds connecting and each reply until log-in is over, in
     * whole seconds; only its login timeout counts finer and as a whole, at the price of a thread of the driver's for
     * that time.
     */
    private Connection open(NodeAddress node, Duration login, boolean asAWhole, Duration reply, String applicationName)
            throws SQLException {
        Properties properties = properties(seconds(login), applicationName);
        if (asAWhole) {
            properties.setProperty("loginTimeout", String.valueOf(login.toMillis() / 1000.0));
        }
        Connection connection = connectInTurn(node, properties);
        if (connection == null) {
            throw new PSQLException(
                    "The driver does not accept the URL of " + node, PSQLState.CONNECTION_UNABLE_TO_CONNECT);
        }
        try {
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(reply.toMillis(), MOST_MILLIS));
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Of several that fail at one address only one passes the turn on, else two would skip the next. */
    private @Nullable Connection connectInTurn(NodeAddress node, Properties properties) throws SQLException {
        if (properties.getProperty("socketFactory") != null) {
            return connect(node, properties);
        }
        AtomicInteger turn = turns.computeIfAbsent(node, any -> new AtomicInteger());
        int mine = turn.get();
        AddressSocketFactory.describe(mine, properties);
        try {
            return connect(node, properties);
        } catch (SQLException e) {
            if (ofTheAddress(SqlState.of(e))) {
                turn.compareAndSet(mine, (mine + 1) & Integer.MAX_VALUE);
            }
            throw e;
        }
    }

    /** A refused log-in would be refused at the other addresses, too. */
    private static boolean ofTheAddress(@Nullable SqlState state) {
        return state != null && state.isConnectionLost();
    }

    /** The driver says that our socket factory could not be made, but not why. */
    private @Nullable Connection connect(NodeAddress node, Properties properties) throws SQLException {
        try {
            return driver.connect(url(node), properties);
        } catch (SQLException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
                if (root instanceof GeneralSecurityException || root instanceof IOException) {
                    break;
                }
            }
            if (root.getMessage() != null && String.valueOf(e.getMessage()).contains(FACTORY)) {
                throw new SQLException("TLS cannot be set up: " + root.getMessage(), e.getSQLState(), e);
            }
            throw e;
        }
    }

    private String url(NodeAddress node) {
        return "jdbc:postgresql://" + node.id() + "/" + URLEncoder.encode(settings.database(), StandardCharsets.UTF_8);
    }

    private Properties properties(String loginSeconds, String applicationName) {
        Properties properties = new Properties();
        settings.properties().forEach(properties::setProperty);
        Credentials login = credentials.getCredentials();
        put(properties, "user", login.getUsername());
        put(properties, "password", login.getPassword());
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("connectTimeout", loginSeconds);
        properties.setProperty("socketTimeout", loginSeconds);
        properties.setProperty("tcpKeepAlive", String.valueOf(settings.tcpKeepAlive()));
        putTls(properties);
        return properties;
    }

    private void putTls(Properties properties) {
        properties.setProperty("sslmode", tls.mode().text());
        if (tls.mode() == TlsMode.DISABLE) {
            return;
        }
        properties.setProperty("sslNegotiation", tls.negotiation());
        properties.setProperty("channelBinding", tls.channelBinding());
        if (properties.getProperty("sslfactory") == null) {
            properties.setProperty("sslfactory", FACTORY);
            TlsSocketFactory.describe(tls, properties);
        }
    }

    private static void put(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    private static String seconds(Duration duration) {
        return String.valueOf(Math.max(1, (Math.min(duration.toMillis(), MOST_MILLIS) + 999) / 1000));
    }
}
