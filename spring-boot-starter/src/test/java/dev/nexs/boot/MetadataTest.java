package dev.nexs.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What editors complete, and the reference in the guides, are written out of the Javadoc of the constants that name
 * settings. {@code -Dtest.jvm.extra=-Dnexs.settings.write=true} writes both; without it, a difference fails.
 */
class MetadataTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path METADATA =
            Path.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json");
    private static final Path REFERENCE = ROOT.resolve("docs/settings.md");

    /** Where settings are declared, with the title of each in the reference. */
    private static final Map<String, String> SOURCES = sources();

    private static final Pattern CONSTANT = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public static final String (\\w+) =\\s*\"(nexs\\.[^\"]*[^.\"])\"",
            Pattern.DOTALL);
    private static final Pattern DEFAULT = Pattern.compile("Default\\s+\\{@code ([^}]*)}");

    private static Map<String, String> sources() {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("orm-core/src/main/java/dev/nexs/orm/NexsSettings.java", "Datasource, cluster and transactions");
        sources.put("soft-delete/src/main/java/dev/nexs/softdelete/SoftDeleteSettings.java", "Soft delete");
        sources.put("associations/src/main/java/dev/nexs/associations/AssociationsSettings.java", "Associations");
        sources.put("json-array-types/src/main/java/dev/nexs/types/JsonTypesSettings.java", "JSON and arrays");
        return sources;
    }

    @Test
    void editorsCompleteEverySetting() throws IOException {
        List<Map<String, Object>> properties = new ArrayList<>();
        for (String source : SOURCES.keySet()) {
            for (Setting setting : read(source)) {
                properties.add(setting.metadata());
            }
        }
        properties.addAll(ofTheStarter());
        String json = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(Map.of("properties", properties));
        check(METADATA, json + "\n");
    }

    @Test
    void theReferenceNamesEverySetting() throws IOException {
        StringBuilder page =
                new StringBuilder("# Settings\n\nEvery setting of every module, written out of the Javadoc of"
                        + " their constants. They are the same in `persistence.xml`,\n`hibernate.properties`, a `Map`, Spring's"
                        + " properties, and, in capitals with underscores, in the environment.\n");
        for (Map.Entry<String, String> source : SOURCES.entrySet()) {
            page.append("\n## ")
                    .append(source.getValue())
                    .append("\n\n| setting | default | meaning |\n|---|---|---|\n");
            for (Setting setting : read(source.getKey())) {
                page.append(setting.row());
            }
        }
        page.append("\n## Spring Boot\n\nSee [Spring Boot](spring-boot.md).\n");
        check(REFERENCE, page.toString());
    }

    private static void check(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("nexs.settings.write")) {
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("written by MetadataTest with -Dtest.jvm.extra=-Dnexs.settings.write=true")
                .hasContent(expected);
    }

    private static List<Setting> read(String source) throws IOException {
        List<Setting> settings = new ArrayList<>();
        Matcher matcher = CONSTANT.matcher(Files.readString(ROOT.resolve(source)));
        while (matcher.find()) {
            settings.add(Setting.of(matcher.group(3), matcher.group(1)));
        }
        assertThat(settings).as("settings in %s", source).isNotEmpty();
        return settings;
    }

    private static List<Map<String, Object>> ofTheStarter() {
        return List.of(
                new Setting("nexs.enabled", "Whether Nexs ORM makes the datasource.", "true").metadata(),
                new Setting(
                                "nexs.web.async",
                                "Whether tasks of Boot's executors see what the request has seen that started them.",
                                "false")
                        .metadata(),
                new Setting("nexs.web.carrier", "A cookie, or a header that the caller sends back.", "cookie")
                        .metadata(),
                new Setting(
                                "nexs.web.consistency",
                                "What a client carries from one request to the next: off, writes, all.",
                                "writes")
                        .metadata(),
                new Setting("nexs.web.name", "The name of the cookie or header.", "nexs-consistency").metadata(),
                new Setting("nexs.web.secure", "Whether the cookie is for HTTPS only.", "true").metadata());
    }

    /** A name, a sentence or more, a default where there is one. */
    private record Setting(String name, String description, String defaultValue) {

        static Setting of(String name, String javadoc) {
            String text = javadoc.replaceAll("\\s*\\n\\s*\\*", " ");
            Matcher found = DEFAULT.matcher(text);
            String defaultValue = found.find() ? found.group(1) : "";
            String plain = text.replaceAll("\\{@(?:code|value) ([^}]*)}", "$1")
                    .replaceAll("\\{@link #?(?:[\\w.]*[.#])?(\\w+)(?:\\([^)]*\\))?}", "$1")
                    .replaceAll("</?(?:p|pre|code|b|i|em|strong|ul|ol|li)>", " ")
                    .replaceAll("\\s+", " ")
                    .trim();
            return new Setting(name, plain, defaultValue);
        }

        Map<String, Object> metadata() {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("name", name);
            metadata.put("type", type());
            metadata.put("description", description);
            if (!defaultValue.isEmpty()) {
                metadata.put("defaultValue", defaultValue);
            }
            return metadata;
        }

        private String type() {
            if (defaultValue.matches("true|false")) {
                return "java.lang.Boolean";
            }
            if (defaultValue.matches("\\d+")) {
                return "java.lang.Integer";
            }
            return defaultValue.matches("\\d+(ms|s|m|h)") ? "java.time.Duration" : "java.lang.String";
        }

        String row() {
            return "| `" + name + "` | " + (defaultValue.isEmpty() ? "" : "`" + defaultValue + "`") + " | "
                    + description.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;") + " |\n";
        }
    }
}
