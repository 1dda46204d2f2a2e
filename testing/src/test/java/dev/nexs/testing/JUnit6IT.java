package dev.nexs.testing;

import org.junit.jupiter.api.Test;

/** The extensions are compiled against JUnit 5 and must run under JUnit 6 as well, which Spring Boot 4 brings. */
class JUnit6IT {

    @Test
    void theExtensionsRunUnderJUnit6AndWithoutWhatIsOptional() throws Exception {
        new JUnit6(entry -> !entry.contains("spring") && !entry.contains("bouncycastle") && !entry.contains("bcp"))
                .run(8, PostgresServerIT.class, SynchronousIT.class, WithoutBouncyCastle.class);
    }

    static class WithoutBouncyCastle {

        @Test
        void tlsSaysWhatToAdd() {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> Cluster.start(c -> c.replicas(0).tls()))
                    .isInstanceOf(PostgresServerException.class)
                    .hasMessageContaining("add org.bouncycastle:bcpkix-jdk18on with test scope");
        }
    }
}
