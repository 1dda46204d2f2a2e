package dev.nexs.types.internal.hibernate.function;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a function is called.
 *
 * @param parameters what it takes
 * @param required how many of them must be given
 * @param variadic whether the last may be repeated
 */
record Signature(List<Kind> parameters, int required, boolean variadic) {

    static Signature of(Kind... parameters) {
        return new Signature(List.of(parameters), parameters.length, false);
    }

    /** The last one may be given several times, but at least once. */
    static Signature variadic(Kind... parameters) {
        return new Signature(List.of(parameters), parameters.length, true);
    }

    /** The last one may be left out. */
    static Signature optional(Kind... parameters) {
        return new Signature(List.of(parameters), parameters.length - 1, false);
    }

    Kind kind(int argument) {
        return parameters.get(Math.min(argument, parameters.size() - 1));
    }

    /** What is wrong with this number of arguments. */
    @Nullable
    String complaint(int arguments) {
        if (arguments < required) {
            return "needs " + (variadic || required < parameters.size() ? "at least " : "") + required + " arguments";
        }
        return !variadic && arguments > parameters.size() ? "takes at most " + parameters.size() + " arguments" : null;
    }

    /** The list of parameters as documentation writes it. */
    String describe() {
        return parameters.stream().map(Kind::label).collect(Collectors.joining(", ", "(", variadic ? ", ...)" : ")"));
    }

    boolean takesArraysOnly() {
        return parameters.stream().allMatch(kind -> kind == Kind.ARRAY);
    }

    int positionOf(Kind kind) {
        return parameters.indexOf(kind);
    }
}
