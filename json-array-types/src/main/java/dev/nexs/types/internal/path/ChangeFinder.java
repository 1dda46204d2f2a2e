package dev.nexs.types.internal.path;

import dev.nexs.types.internal.json.JsonCodec;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the paths at which two values of one attribute differ.
 *
 * <p>Each value is written without the members that the other one has too, by the attribute's own mapper; what is left
 * is compared as JSON. The cost is a walk over both values and the writing of what changed, not of the documents.
 */
public final class ChangeFinder {

    /** Numbers keep every digit: what is found changed is what is sent. */
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonCodec codec;
    private final ObjectWriter changed;

    /** For the values that the codec reads and writes. */
    public ChangeFinder(JsonCodec codec) {
        this.codec = codec;
        this.changed = codec.writer(new ChangedMembers());
    }

    /** What changed between two values; empty if the whole document is to be sent. */
    public List<PathChange> changes(Object before, Object after) {
        List<PathChange> changes = PathChanges.between(tree(before, after, true), tree(after, before, false));
        changes.stream().map(PathChange::json).filter(Objects::nonNull).forEach(codec::storable);
        int size = changes.stream().mapToInt(PathChange::size).sum();
        return codec.isLongerThan(size, after) ? changes : List.of();
    }

    /** What the value has and the other one has not. */
    private JsonNode tree(Object value, Object other, boolean snapshot) {
        if (value instanceof JsonNode node) {
            return node;
        }
        Pairs pairs = new Pairs(snapshot);
        pairs.push(value, other);
        return EXACT.readTree(codec.write(value, changed.withAttribute(Pairs.class, pairs)));
    }
}
