package dev.nexs.orm.internal;

/**
 * Turns a raw value, text or already typed, into what a setting means.
 *
 * @param <T> what it means
 */
public interface ValueReader<T> {

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException when the value is none of {@link #allowed()}
     */
    T read(Object raw);

    /** {@return what may be written, as the end of the sentence "allowed is ..."} */
    String allowed();
}
