package dev.nexs.types.internal.path;

import java.util.List;

/** What has to be sent of a document that may have changed. */
public sealed interface DocumentChange {

    /** Nothing: the two values have the same JSON. */
    record Unchanged() implements DocumentChange {}

    /**
     * Members.
     *
     * @param changes at least one
     */
    record Paths(List<PathChange> changes) implements DocumentChange {}

    /** All of it: one of the values is no object, or the document is shorter than its changes and that was asked for. */
    record Whole() implements DocumentChange {}
}
