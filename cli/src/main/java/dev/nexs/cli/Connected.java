package dev.nexs.cli;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.EnvironmentSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the database is: options first, then a file, then the environment. */
final class Connected {

    /** What a password in a URL looks like: {@code user:password@} or a parameter. */
    private static final Pattern SECRET = Pattern.compile("(?i)//[^/@?]*:[^/@?]*@|[?&](?:ssl)?password=");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "jdbc:postgresql://db1,db2/app or postgres://user@db1,db2/app, without a password")
    @Nullable
    String url;

    @Option(names = "--user", paramLabel = "NAME", description = "The login")
    @Nullable
    String user;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with the login's password")
    @Nullable
    Path passwordFile;

    @Option(names = "--config", paramLabel = "FILE", description = "A properties file with nexs.* settings")
    @Nullable
    Path config;

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (url != null) {
            if (SECRET.matcher(url).find()) {
                throw new IllegalArgumentException(
                        "--url has a password in it, which every user of this machine can read"
                                + " in the list of processes; use NEXS_PASSWORD or --password-file");
            }
            settings.put(NexsSettings.URL, url);
        }
        if (user != null) {
            settings.put(NexsSettings.USERNAME, user);
        }
        if (passwordFile != null) {
            settings.put(NexsSettings.PASSWORD_FILE, passwordFile.toString());
        }
        if (config != null) {
            read(config).forEach(settings::putIfAbsent);
        }
        EnvironmentSettings.complete(settings, System.getenv());
        if (passwordFile != null) {
            settings.remove(NexsSettings.PASSWORD);
        }
        if (!settings.containsKey(NexsSettings.URL)) {
            throw new NexsConfigurationException(List.of("No database is named; use --url, --config FILE with "
                    + NexsSettings.URL + ", or the variable NEXS_URL"));
        }
        return settings;
    }

    private static Map<String, Object> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException("--config: " + file + " cannot be read: " + e.getMessage(), e);
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(NexsSettings.PREFIX)) {
                settings.put(name, properties.getProperty(name));
            }
        }
        return settings;
    }

    /** {@return the datasource; a command needs few connections} */
    NexsDataSource open() {
        Map<String, Object> settings = settings();
        settings.putIfAbsent(NexsSettings.APPLICATION_NAME, "nexs");
        return NexsDataSource.from(settings);
    }
}
