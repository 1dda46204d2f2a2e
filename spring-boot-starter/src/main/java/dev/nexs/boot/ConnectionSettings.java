package dev.nexs.boot;

import dev.nexs.orm.NexsSettings;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * What an application's environment says of its connections, as settings of {@link dev.nexs.orm.NexsDataSource}: every
 * {@code nexs.*} property, and below them what Boot's own properties say ({@code spring.datasource.url}, {@code
 * .username}, {@code .password}, {@code .hikari.*}) or a {@link JdbcConnectionDetails} bean.
 */
final class ConnectionSettings {

    static final String ENABLED = "nexs.enabled";
    static final String SPRING_URL = "spring.datasource.url";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSettings.class);

    private static final String HIKARI = "spring.datasource.hikari";

    /** Said by other parts of this starter, or read by Hibernate from its own settings. */
    private static final List<String> OF_OTHERS = List.of(
            ENABLED,
            WebSettings.PREFIX,
            HibernateSettings.SOFT_DELETE,
            HibernateSettings.ASSOCIATIONS,
            HibernateSettings.JSON,
            "nexs.test.");

    /** HikariCP settings that say where to connect, with what takes their place. */
    private static final Map<String, String> PLACES = Map.of(
            "jdbcurl", NexsSettings.URL,
            "username", NexsSettings.USERNAME,
            "password", NexsSettings.PASSWORD,
            "driverclassname", "PostgreSQL's own",
            "datasourceclassname", NexsSettings.URL,
            "datasourcejndi", NexsSettings.URL,
            "readonly", NexsSettings.READ_PREFERENCE,
            "initializationfailtimeout", NexsSettings.POOL_WARM_UP,
            "exceptionoverrideclassname", "the decision of the cluster");

    private final ConfigurableEnvironment environment;
    private final @Nullable JdbcConnectionDetails details;
    private final DataSourceProperties properties;

    ConnectionSettings(
            ConfigurableEnvironment environment,
            @Nullable JdbcConnectionDetails details,
            DataSourceProperties properties) {
        this.environment = environment;
        this.details = details;
        this.properties = properties;
    }

    static boolean isPostgres(String url) {
        return url.startsWith("jdbc:postgresql:") || url.startsWith("postgres://") || url.startsWith("postgresql://");
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String name : names()) {
            String value = environment.getProperty(name);
            if (value != null) {
                settings.put(name, value);
            }
        }
        addPlace(settings);
        addHikari(settings);
        String application = environment.getProperty("spring.application.name");
        if (application != null && !namesApplication(String.valueOf(settings.get(NexsSettings.URL)))) {
            settings.putIfAbsent(NexsSettings.APPLICATION_NAME, application);
        }
        return settings;
    }

    /** Names that somebody wrote, and names that an environment variable may stand for. */
    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                Arrays.stream(enumerable.getPropertyNames())
                        .filter(name -> name.startsWith(NexsSettings.PREFIX))
                        .forEach(names::add);
            }
        }
        for (Field field : NexsSettings.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                String name = constant(field);
                if (name.startsWith(NexsSettings.PREFIX)
                        && !name.endsWith(".")
                        && !name.equals(NexsSettings.DATASOURCE)) {
                    names.add(name);
                }
            }
        }
        names.removeIf(name -> OF_OTHERS.stream().anyMatch(name::startsWith));
        return names;
    }

    private static String constant(Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("A public constant cannot be read: " + field, e);
        }
    }

    private void addPlace(Map<String, Object> settings) {
        if (settings.containsKey(NexsSettings.URL)) {
            String springs = details == null ? environment.getProperty(SPRING_URL) : details.getJdbcUrl();
            if (springs != null && !springs.equals(settings.get(NexsSettings.URL))) {
                LOG.warn(
                        "{} is used; {} has no effect beside it",
                        NexsSettings.URL,
                        details == null ? SPRING_URL : "the JdbcConnectionDetails bean");
            }
            return;
        }
        String url = details == null ? properties.determineUrl() : details.getJdbcUrl();
        if (!isPostgres(url)) {
            throw new IllegalStateException("The JdbcConnectionDetails bean leads to a database that is not PostgreSQL;"
                    + " nexs-spring-boot-starter serves PostgreSQL only. Set " + ENABLED
                    + "=false to leave it to Spring"
                    + " Boot");
        }
        settings.put(NexsSettings.URL, url);
        String user = details == null ? properties.getUsername() : details.getUsername();
        String password = details == null ? properties.getPassword() : details.getPassword();
        if (user != null) {
            settings.putIfAbsent(NexsSettings.USERNAME, user);
        }
        boolean otherwise = settings.containsKey(NexsSettings.PASSWORD_FILE)
                || settings.containsKey(NexsSettings.CREDENTIALS_PROVIDER);
        if (password != null && !otherwise) {
            settings.putIfAbsent(NexsSettings.PASSWORD, password);
        }
    }

    /** What was said to Boot's own pool is said to each node's; what a pool of a node cannot heed is named. */
    private void addHikari(Map<String, Object> settings) {
        Map<String, String> hikari = new TreeMap<>(Binder.get(environment)
                .bind(HIKARI, Bindable.mapOf(String.class, String.class))
                .orElse(Map.of()));
        hikari.forEach((name, value) -> {
            String plain = name.replace("-", "").toLowerCase(java.util.Locale.ROOT);
            String instead = PLACES.get(plain.startsWith("datasourceproperties") ? "datasourceclassname" : plain);
            if (instead != null) {
                LOG.warn("{}.{} has no effect: it is said by {}", HIKARI, name, instead);
            } else if (settings.keySet().stream()
                    .noneMatch(key -> key.equals(NexsSettings.POOL_PREFIX + kebab(name)))) {
                settings.putIfAbsent(ownName(kebab(name)), value);
            }
        });
    }

    private static String ownName(String hikari) {
        return switch (hikari) {
            case "maximum-pool-size" -> NexsSettings.POOL_MAXIMUM_SIZE;
            case "minimum-idle" -> NexsSettings.POOL_MINIMUM_IDLE;
            case "connection-timeout" -> NexsSettings.POOL_CONNECTION_TIMEOUT;
            case "max-lifetime" -> NexsSettings.POOL_MAX_LIFETIME;
            case "idle-timeout" -> NexsSettings.POOL_IDLE_TIMEOUT;
            case "keepalive-time" -> NexsSettings.POOL_KEEPALIVE;
            case "leak-detection-threshold" -> NexsSettings.POOL_LEAK_DETECTION;
            default -> NexsSettings.POOL_PREFIX + hikari;
        };
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    private static boolean namesApplication(String url) {
        return url.contains("ApplicationName=") || url.contains("application_name=");
    }
}
