package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.LogCapture;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.junit.jupiter.api.Test;

/** Hibernate then goes its own way, and complains of something else: a missing dialect, or a URL by another name. */
class ForgottenUrlTest {

    @Test
    void settingsOfConnectionsWithoutTheirUrlAreNamed() {
        assertThat(said(Map.of("nexs.username", "app", "nexs.pool.maximum-size", "5", "nexs.password", "secret")))
                .singleElement()
                .asString()
                .startsWith(
                        "WARN nexs.password, nexs.pool.maximum-size, nexs.username have no effect: neither nexs.url nor"
                                + " nexs.datasource is set")
                .doesNotContain("secret");
    }

    @Test
    void settingsOfOtherModulesNeedNone() {
        assertThat(said(Map.of("nexs.soft-delete.column", "gone", "nexs.associations.cache", "none")))
                .isEmpty();
    }

    private static List<String> said(Map<String, String> settings) {
        StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder();
        builder.applySettings(Map.copyOf(settings));
        try (LogCapture log = LogCapture.of("dev.nexs.orm.hibernate")) {
            new NexsServiceContributor(Map.of()).contribute(builder);
            return List.copyOf(log.lines());
        }
    }
}
