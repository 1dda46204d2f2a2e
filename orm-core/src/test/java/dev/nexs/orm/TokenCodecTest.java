package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenCodecTest {

    private static final ConsistencyToken LARGEST = new ConsistencyToken(-1L, Integer.MAX_VALUE, -1L);
    private static final ConsistencyToken TOKEN = new ConsistencyToken(7_512_345_678_901_234_567L, 3, 0x16B3748);

    private final TokenCodec codec = codec("a secret of many bytes");

    @Test
    void whatWasWrittenIsRead() {
        assertThat(codec.decode(codec.encode(TOKEN))).isEqualTo(TOKEN);
        assertThat(codec.decode(codec.encode(LARGEST))).isEqualTo(LARGEST);
        assertThat(ConsistencyToken.parse(LARGEST.toString())).isEqualTo(LARGEST);
    }

    @Test
    void onlyCharactersThatHeadersAndCookiesAllowAreWritten() {
        for (long lsn = 0; lsn < 500; lsn++) {
            ConsistencyToken token = new ConsistencyToken(-lsn, 1, lsn << 20);
            assertThat(codec.encode(token)).matches("[A-Za-z0-9._-]{1,80}");
            assertThat(token.toString()).matches("[a-z0-9.]{1,43}");
        }
    }

    @Test
    void anyChangedCharacterIsRefused() {
        String text = codec.encode(TOKEN);
        for (int i = 0; i < text.length(); i++) {
            for (char other = ' '; other <= '~'; other++) {
                String changed = text.substring(0, i) + other + text.substring(i + 1);
                if (!changed.equals(text)) {
                    assertRefused(changed);
                }
            }
        }
    }

    @Test
    void aChangeOfLengthIsRefused() {
        String text = codec.encode(TOKEN);
        for (int end = 0; end < text.length(); end++) {
            assertRefused(text.substring(0, end));
        }
        assertRefused(text + "A");
        assertRefused(text + "==");
    }

    @Test
    void anotherSecretIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec("another secret of many bytes").decode(codec.encode(TOKEN)))
                .withMessageContaining("signed with another secret");
    }

    @Test
    void aMissingSignatureIsRefused() {
        assertRefused(TOKEN.toString());
        assertRefused(TOKEN + ".");
    }

    @Test
    void aShortSecretIsRefusedAndNoSecretIsShown() {
        assertThatIllegalArgumentException().isThrownBy(() -> codec("short")).withMessageContaining("5 bytes");
        assertThat(codec).hasToString("TokenCodec[HmacSHA256]");
    }

    @Test
    void aTokenThatDoesNotNameItsClusterMergesWithOneThatDoes() {
        ConsistencyToken unnamed = new ConsistencyToken(0, 3, 0x9000000);
        ConsistencyToken both = new ConsistencyToken(TOKEN.systemIdentifier(), 3, 0x9000000);
        assertThat(TOKEN.merge(unnamed)).isEqualTo(both);
        assertThat(unnamed.merge(TOKEN)).isEqualTo(both);
        assertThat(both.covers(unnamed)).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOKEN.merge(new ConsistencyToken(1, 3, 1)))
                .withMessageContaining("different clusters");
    }

    private void assertRefused(String text) {
        assertThatIllegalArgumentException().as(text).isThrownBy(() -> codec.decode(text));
    }

    private static TokenCodec codec(String secret) {
        return TokenCodec.signedWith(secret.getBytes(StandardCharsets.UTF_8));
    }
}
