package dev.nexs.types.internal.path;

import dev.nexs.types.internal.json.Contents;
import dev.nexs.types.internal.json.Document;
import dev.nexs.types.internal.json.JsonCodec;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/**
 * Finds the paths at which two values of one attribute differ.
 *
 * <p>Each value is written without the members that the other one has too, by the attribute's own mapper; what is left
 * is compared as JSON. The cost is a walk over both values and the writing of what changed, not of the documents.
 */
public final class ChangeFinder {

    private final JsonCodec codec;
    private final Contents contents;
    private final ObjectWriter changed;
    private final boolean wholeWhenShorter;

    /** For the values of the document; the whole document is an answer only where it is asked for. */
    public ChangeFinder(Document document, boolean wholeWhenShorter) {
        this.codec = document.codec();
        this.contents = document.contents();
        this.wholeWhenShorter = wholeWhenShorter;
        this.changed = codec.writer(new ChangedMembers());
    }

    /** What changed between two values. */
    public DocumentChange change(Object before, Object after) {
        JsonNode old = tree(before, after, true);
        JsonNode current = tree(after, before, false);
        if (!old.isObject() || !current.isObject()) {
            return old.equals(current) ? new DocumentChange.Unchanged() : new DocumentChange.Whole();
        }
        List<PathChange> changes = PathChanges.between(old, current);
        if (changes.isEmpty()) {
            return new DocumentChange.Unchanged();
        }
        changes.stream().map(PathChange::json).filter(Objects::nonNull).forEach(codec::storable);
        int size = changes.stream().mapToInt(PathChange::size).sum();
        boolean whole = wholeWhenShorter && !codec.isLongerThan(size, after);
        return whole ? new DocumentChange.Whole() : new DocumentChange.Paths(changes);
    }

    /** What the value has and the other one has not. */
    private JsonNode tree(Object value, Object other, boolean snapshot) {
        if (value instanceof JsonNode node) {
            return node;
        }
        Pairs pairs = new Pairs(contents, snapshot);
        pairs.push(value, other);
        return Document.tree(codec.write(value, changed.withAttribute(Pairs.class, pairs)));
    }
}
