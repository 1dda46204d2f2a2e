package dev.nexs.orm.hibernate;

import static java.util.Map.entry;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.HikariNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.cfg.JdbcSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of Hibernate's own connections and of other pools that stayed behind when an application moved here. Each that
 * has no effect any more is named once, with what to write instead; values are not, since passwords are among them.
 */
final class LeftoverSettings {

    private static final Logger LOG = LoggerFactory.getLogger(LeftoverSettings.class);

    private static final String CONNECTION = "hibernate.connection.";
    private static final String HIKARI = "hibernate.hikari.";
    private static final String USER = "use " + NexsSettings.USERNAME + " instead";
    private static final String PASSWORD =
            "use " + NexsSettings.PASSWORD + " or " + NexsSettings.PASSWORD_FILE + " instead";
    private static final String DRIVER = "connections are PostgreSQL's driver's";
    private static final String POSTGRESQL_DRIVER = "org.postgresql.Driver";

    /** These have an effect, or a warning of their own. */
    private static final Set<String> KEPT = Set.of(
            JdbcSettings.CONNECTION_PROVIDER,
            JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT,
            JdbcSettings.CONNECTION_HANDLING,
            JdbcSettings.ISOLATION,
            JdbcSettings.AUTOCOMMIT);

    private static final Map<String, String> ADVICE = Map.ofEntries(
            entry("hibernate.connection.username", USER),
            entry("hibernate.connection.user", USER),
            entry("javax.persistence.jdbc.user", USER),
            entry(JdbcSettings.JAKARTA_JDBC_USER, USER),
            entry("hibernate.connection.password", PASSWORD),
            entry("javax.persistence.jdbc.password", PASSWORD),
            entry(JdbcSettings.JAKARTA_JDBC_PASSWORD, PASSWORD),
            entry("hibernate.connection.driver_class", DRIVER),
            entry("javax.persistence.jdbc.driver", DRIVER),
            entry(JdbcSettings.JAKARTA_JDBC_DRIVER, DRIVER),
            entry(JdbcSettings.POOL_SIZE, "use " + NexsSettings.POOL_MAXIMUM_SIZE + " instead"),
            entry(JdbcSettings.LOGIN_TIMEOUT, "use " + NexsSettings.CONNECT_TIMEOUT + " instead"));

    /** Names of one thing. */
    @SuppressWarnings("deprecation") // the old names still work
    private static final List<List<String>> SAME = List.of(
            List.of(
                    "hibernate.connection.username",
                    JdbcSettings.JAKARTA_JDBC_USER,
                    "javax.persistence.jdbc.user",
                    "hibernate.connection.user"),
            List.of(
                    "hibernate.connection.password",
                    JdbcSettings.JAKARTA_JDBC_PASSWORD,
                    "javax.persistence.jdbc.password"),
            List.of(
                    "hibernate.connection.driver_class",
                    JdbcSettings.JAKARTA_JDBC_DRIVER,
                    "javax.persistence.jdbc.driver"),
            List.of(JdbcSettings.URL, JdbcSettings.JAKARTA_JDBC_URL, "javax.persistence.jdbc.url"),
            List.of(
                    JdbcSettings.DATASOURCE,
                    JdbcSettings.JAKARTA_NON_JTA_DATASOURCE,
                    JdbcSettings.JAKARTA_JTA_DATASOURCE,
                    "javax.persistence.nonJtaDataSource",
                    "javax.persistence.jtaDataSource"));

    private static final List<String> NAMES =
            SAME.stream().flatMap(List::stream).toList();

    private static final Set<String> OTHER_POOLS = Set.of("hibernate.agroal.", "hibernate.c3p0.", "hibernate.proxool.");

    private LeftoverSettings() {}

    /** Warns of what has no effect beside {@code source}, the setting that says where connections come from. */
    static void warn(Map<String, Object> settings, String source) {
        if (NexsSettings.DATASOURCE.equals(source) && settings.containsKey(JdbcSettings.ISOLATION)) {
            LOG.warn(
                    "{} has no effect beside {}: set nexs.pool.transaction-isolation where that datasource is built",
                    JdbcSettings.ISOLATION,
                    source);
        }
        new TreeMap<>(settings).forEach((name, value) -> {
            String advice =
                    KEPT.contains(name) || NexsServiceContributor.OTHERS.contains(name) ? null : advice(name, value);
            if (advice != null && isFirstOfItsNames(name, settings)) {
                LOG.warn("{} has no effect beside {}: {}", withOtherNames(name, settings), source, advice);
            }
        });
    }

    /** Hibernate copies what was written under one of several names to the others: that is one thing, and said once. */
    static boolean isFirstOfItsNames(String name, Map<String, Object> settings) {
        return sameUnderOtherNames(name, settings).stream()
                .noneMatch(other -> NAMES.indexOf(other) < NAMES.indexOf(name));
    }

    /** {@return the name, and those under which the same is set: which of them was written is not known any more} */
    static String withOtherNames(String name, Map<String, Object> settings) {
        List<String> others = sameUnderOtherNames(name, settings);
        return others.isEmpty() ? name : name + " (or " + String.join(", ", others) + ", which is the same)";
    }

    private static List<String> sameUnderOtherNames(String name, Map<String, Object> settings) {
        Object value = settings.get(name);
        return SAME.stream()
                .filter(names -> names.contains(name))
                .flatMap(List::stream)
                .filter(other -> !other.equals(name) && Objects.equals(value, settings.get(other)))
                .toList();
    }

    private static @Nullable String advice(String name, Object value) {
        String advice = ADVICE.get(name);
        if (DRIVER.equals(advice)) {
            return isPostgresqlDriver(value) ? null : advice;
        }
        if (advice != null) {
            return advice;
        }
        if (name.startsWith(HIKARI)) {
            return HikariNames.advice(name.substring(HIKARI.length()));
        }
        if (OTHER_POOLS.stream().anyMatch(name::startsWith)) {
            return "pools are HikariCP's; see " + NexsSettings.POOL_PREFIX + "*";
        }
        return name.startsWith(CONNECTION) ? "driver properties are parameters of " + NexsSettings.URL : null;
    }

    private static boolean isPostgresqlDriver(Object value) {
        return POSTGRESQL_DRIVER.equals(value instanceof Class<?> type ? type.getName() : String.valueOf(value));
    }
}
