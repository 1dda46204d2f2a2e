package dev.nexs.orm.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.observe.internal.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class HealthReportTest {

    @Test
    void withoutAnyNodeNobodyIsServed() {
        HealthReport report = HealthReport.of(List.of(), Instant.EPOCH);
        assertThat(report.health()).isEqualTo(Health.DOWN);
        assertThat(report.isReady()).isFalse();
        assertThat(new JsonMapper().readTree(report.toJson()).get("health").asString())
                .isEqualTo("down");
    }

    @Test
    void whatIsWrittenAsJsonIsReadAsItWas() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "quote \" backslash \\ line \n tab \t bell \u0007 ü 漢 \uD83D\uDE00");
        value.put("nothing", null);
        value.put("list", List.of(1, 2.5, true, "x"));
        value.put("map", Map.of("inner", Health.NO_PRIMARY));
        value.put("millis", Duration.ofMillis(1500));
        assertThat(new JsonMapper().readValue(Json.of(value), Map.class))
                .isEqualTo(new JsonMapper().readValue("""
                        {"text": "quote \\" backslash \\\\ line \\n tab \\t bell \\u0007 ü 漢 \uD83D\uDE00", "nothing": null,
                         "list": [1, 2.5, true, "x"], "map": {"inner": "no_primary"}, "millis": 1500.0}
                        """, Map.class));
    }
}
