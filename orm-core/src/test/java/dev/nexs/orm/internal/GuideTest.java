package dev.nexs.orm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/settings.md, made of the Javadoc of the names, gives every setting the default that the catalogue has. */
class GuideTest {

    private static String guide;
    private static String reference;

    @BeforeAll
    static void read() throws IOException {
        guide = Files.readString(Path.of("..", "docs", "datasource.md"));
        reference = Files.readString(Path.of("..", "docs", "settings.md"));
    }

    @Test
    void everySettingStandsInTheReferenceWithItsDefault() {
        for (Setting<?> setting : Catalogue.ALL) {
            assertThat(reference).contains("| `" + setting.name() + "` |");
            if (setting.fallback() != null && isScalar(setting.fallback())) {
                assertThat(row(setting.name())).as(setting.name()).contains("| `" + text(setting.fallback()) + "`");
            }
        }
        for (Setting<?> setting : Catalogue.OF_A_NODE) {
            assertThat(guide).contains("| `nexs.node.<host:port>." + setting.name() + "` |");
        }
    }

    private static String row(String name) {
        return reference
                .lines()
                .filter(line -> line.startsWith("| `" + name + "` |"))
                .findFirst()
                .orElse("");
    }

    private static boolean isScalar(Object value) {
        return !(value instanceof java.util.List<?>);
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return DurationReader.text(duration);
        }
        if (value instanceof Double number) {
            return number == Math.rint(number) ? String.valueOf(number.longValue()) : number.toString();
        }
        return value instanceof Enum<?> choice
                ? choice.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : value.toString();
    }
}
