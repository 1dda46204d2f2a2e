package dev.nexs.orm.internal;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the catalogue.
 *
 * @param name what users write
 * @param reader how its value is read
 * @param fallback the value when nobody sets it
 * @param secret whether its value must never be shown
 * @param <T> what it means
 */
public record Setting<T>(
        String name, ValueReader<T> reader, @Nullable T fallback, boolean secret) {

    static <T> Setting<T> of(String name, ValueReader<T> reader, @Nullable T fallback) {
        return new Setting<>(name, reader, fallback, false);
    }

    static Setting<String> secret(String name) {
        return secret(name, Readers.secret());
    }

    static Setting<String> secret(String name, ValueReader<String> reader) {
        return new Setting<>(name, reader, null, true);
    }

    /** The value as an error may show it: an address without the user and password in it. */
    String shown(Object raw) {
        return secret ? "(hidden)" : "'" + String.valueOf(raw).replaceAll("//[^/@]*@", "//(hidden)@") + "'";
    }
}
