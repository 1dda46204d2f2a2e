package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Acme",
                "ACME",
                "acme ",
                "\"; drop schema x cascade; --",
                "a', 'b",
                "a\0b",
                "pg_temp",
                "pg_toast",
                "public",
                "information_schema",
                "template1",
                "nexs_tenancy",
                "аcme",
                "acme\u200b",
                "ａcme",
                "straße",
                "*",
                "-acme",
                "_acme",
                "a.b",
                "a/b",
                "a\\b",
                "0123456789012345678901234567890123456789012345678"
            })
    void aHostileNameIsRefusedBeforeAnythingIsDoneWithIt(String name) {
        assertThatThrownBy(() -> TenantContext.run(name, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tenant's name");
        assertThatThrownBy(() -> Tenant.named(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusalShowsNoControlCharacters() {
        assertThatThrownBy(() -> Tenant.named("a\n\u001b[31mb"))
                .hasMessageContaining("'a??[31mb' is no tenant's name; allowed is 1 to 48 lower-case ASCII letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "acme", "acme-2", "acme_2", "0", "42", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"})
    void ordinaryNamesAreAllowed(String name) {
        assertThat(Tenant.named(name)).isNotNull();
    }
}
