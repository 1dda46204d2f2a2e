package dev.nexs.associations.internal.hibernate.model;

import dev.nexs.associations.UnknownPathException;
import dev.nexs.associations.internal.NearestName;
import java.util.Set;

/** The sentences for paths that lead nowhere. */
record PathErrors(String entity, String path, Set<String> valid) {

    UnknownPathException noAttribute(String step) {
        String hint = NearestName.of(step, valid)
                .map(name -> " (did you mean '" + name + "'?)")
                .orElse("");
        return error("there is no attribute '" + step + "'" + hint);
    }

    UnknownPathException basicAttribute(String step) {
        return error("'" + step + "' is a basic attribute, there is nothing to load behind it");
    }

    private UnknownPathException error(String what) {
        String allowed = valid.isEmpty()
                ? ". There are no associations here"
                : ". Associations here: " + String.join(", ", valid);
        return new UnknownPathException("path '" + path + "' of " + entity + ": " + what + allowed, path);
    }
}
