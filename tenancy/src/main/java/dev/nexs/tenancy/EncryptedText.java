package dev.nexs.tenancy;

import dev.nexs.tenancy.internal.Ciphers;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a text encrypted with a key of the current tenant: {@code @Convert(converter = EncryptedText.class) String iban;} in
 * a column of type {@code bytea}. The keys are those of {@link dev.nexs.tenancy.spi.TenantKeys}. A value says which version
 * of the key it needs; it gets the current one when it is next written. Equal texts look different, so such a column is not
 * searched.
 */
@Converter
public final class EncryptedText implements AttributeConverter<String, byte[]> {

    /** Called by Hibernate. */
    public EncryptedText() {}

    @Override
    public byte @Nullable [] convertToDatabaseColumn(@Nullable String text) {
        return text == null ? null : Ciphers.encrypt(TenantContext.require(), text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String convertToEntityAttribute(byte @Nullable [] stored) {
        return stored == null
                ? null
                : new String(Ciphers.decrypt(TenantContext.require(), stored), StandardCharsets.UTF_8);
    }
}
