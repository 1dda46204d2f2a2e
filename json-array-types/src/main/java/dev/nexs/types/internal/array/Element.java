package dev.nexs.types.internal.array;

import java.util.function.Function;

/**
 * What the elements of an array are.
 *
 * @param javaType their class, boxed
 * @param sqlType PostgreSQL's name for their type
 * @param write to the text that PostgreSQL reads
 * @param read from the text that PostgreSQL writes
 */
public record Element(
        Class<?> javaType, String sqlType, Function<Object, String> write, Function<String, Object> read) {}
