package dev.nexs.orm.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that settings have. */
final class Readers {

    private Readers() {}

    static ValueReader<Duration> duration(Duration least) {
        return new DurationReader(least, false);
    }

    static ValueReader<Duration> durationOrNever(Duration least) {
        return new DurationReader(least, true);
    }

    static ValueReader<Integer> wholeNumber(int least, int most) {
        return reader("a whole number from " + least + " to " + most, raw -> {
            int value = Integer.parseInt(raw.toString().trim());
            require(value >= least && value <= most);
            return value;
        });
    }

    static ValueReader<Double> number(double least, double most) {
        return reader("a number from " + plain(least) + " to " + plain(most), raw -> {
            double value = Double.parseDouble(raw.toString().trim());
            require(value >= least && value <= most);
            return value;
        });
    }

    static ValueReader<Boolean> flag() {
        return reader("true or false", raw -> switch (raw.toString().trim().toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException("neither true nor false");
        });
    }

    /** {@code false} stays a flag that is off; an object is for whoever knows its type. */
    static ValueReader<Object> flagOr(String object) {
        ValueReader<Boolean> flag = flag();
        return reader(
                "true, false or " + object,
                raw -> raw instanceof CharSequence || raw instanceof Boolean ? flag.read(raw) : raw);
    }

    static ValueReader<String> text() {
        return reader("a text that is not blank", raw -> {
            require(!raw.toString().isBlank());
            return raw.toString().trim();
        });
    }

    /** Kept to the letter: a blank may be part of a password. */
    static ValueReader<String> secret() {
        return reader("a text", Object::toString);
    }

    /** A secret that makes keys: too short a one can be guessed. */
    static ValueReader<String> key(int leastBytes) {
        return reader("a text of at least " + leastBytes + " bytes, from a random generator", raw -> {
            require(raw.toString().getBytes(StandardCharsets.UTF_8).length >= leastBytes);
            return raw.toString();
        });
    }

    /** Anything; whoever uses the value checks it. */
    static ValueReader<Object> object() {
        return reader("an object or the name of a class", raw -> raw instanceof String s ? s.trim() : raw);
    }

    static ValueReader<List<String>> names() {
        return reader("names separated by commas", raw -> {
            Collection<?> parts = raw instanceof Collection<?> c
                    ? c
                    : Arrays.asList(raw.toString().split(",", -1));
            List<String> names =
                    parts.stream().map(part -> part.toString().trim()).toList();
            require(!names.isEmpty() && names.stream().noneMatch(String::isEmpty));
            return names;
        });
    }

    static ValueReader<List<Pattern>> patterns() {
        return reader(
                "regular expressions, separated by commas",
                raw -> raw instanceof Collection<?> given
                        ? given.stream()
                                .map(one -> Pattern.compile(one.toString()))
                                .toList()
                        : Arrays.stream(raw.toString().split(","))
                                .map(String::trim)
                                .filter(text -> !text.isEmpty())
                                .map(Pattern::compile)
                                .toList());
    }

    static ValueReader<List<URI>> endpoints() {
        return reader("http://host:port or https://host:port, without a user, separated by commas", raw -> {
            List<URI> endpoints = names().read(raw).stream().map(URI::create).toList();
            for (URI endpoint : endpoints) {
                require(endpoint.getHost() != null
                        && endpoint.getUserInfo() == null
                        && String.valueOf(endpoint.getScheme()).matches("https?"));
            }
            return endpoints;
        });
    }

    static ValueReader<Path> readableFile() {
        return reader("the path of a readable file", raw -> {
            Path path = raw instanceof Path p ? p : Path.of(raw.toString().trim());
            require(Files.isReadable(path) && !Files.isDirectory(path));
            return path.toAbsolutePath();
        });
    }

    static <E extends Enum<E>> ValueReader<E> choice(Class<E> type) {
        List<E> values = List.of(type.getEnumConstants());
        String allowed = values.stream().map(Readers::kebab).collect(Collectors.joining(", "));
        return reader(
                allowed,
                raw -> values.stream()
                        .filter(value -> value == raw || kebab(value).equals(kebab(raw)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("unknown choice")));
    }

    static String kebab(Object value) {
        return value.toString().trim().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> ValueReader<T> reader(String allowed, Function<Object, T> read) {
        return new ValueReader<>() {
            @Override
            public T read(Object raw) {
                return read.apply(raw);
            }

            @Override
            public String allowed() {
                return allowed;
            }
        };
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not allowed");
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
