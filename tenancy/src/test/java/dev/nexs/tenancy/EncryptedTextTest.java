package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EncryptedTextTest {

    private final EncryptedText converter = new EncryptedText();

    private byte[] encrypt(String tenant, String text) {
        return TenantContext.call(tenant, () -> converter.convertToDatabaseColumn(text));
    }

    private String decrypt(String tenant, byte[] stored) {
        return TenantContext.call(tenant, () -> converter.convertToEntityAttribute(stored));
    }

    @Test
    void aTextIsReadAsItWasWrittenAndLooksDifferentEachTime() {
        byte[] first = encrypt("acme", "DE89 3704");
        byte[] second = encrypt("acme", "DE89 3704");
        assertThat(decrypt("acme", first)).isEqualTo("DE89 3704");
        assertThat(first).isNotEqualTo(second);
        assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("3704");
        assertThat(encrypt("acme", null)).isNull();
    }

    @Test
    void anotherTenantCannotReadIt() {
        byte[] stored = encrypt("acme", "secret");
        encrypt("globex", "so that it has a key");
        assertThatThrownBy(() -> decrypt("globex", stored)).hasMessageContaining("the value is another's");
    }

    @Test
    void aChangedByteIsNoticed() {
        byte[] stored = encrypt("acme", "secret");
        stored[stored.length - 1] ^= 1;
        assertThatThrownBy(() -> decrypt("acme", stored)).isInstanceOf(TenancyException.class);
    }

    @Test
    void afterARotationOldValuesAreStillRead() {
        byte[] old = encrypt("acme", "secret");
        KeysOfTests.rotate("acme");
        assertThat(decrypt("acme", old)).isEqualTo("secret");
        assertThat(encrypt("acme", "secret")[4]).isNotEqualTo(old[4]);
    }

    @Test
    void afterTheKeysAreDestroyedNobodyReadsIt() {
        byte[] stored = encrypt("initech", "secret");
        new KeysOfTests().shred("initech");
        assertThatThrownBy(() -> decrypt("initech", stored)).hasMessageContaining("the key was destroyed");
    }

    @Test
    void withoutATenantNothingIsEncrypted() {
        assertThatThrownBy(() -> converter.convertToDatabaseColumn("x")).hasMessageContaining("No tenant is set");
    }
}
