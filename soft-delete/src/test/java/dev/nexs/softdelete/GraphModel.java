package dev.nexs.softdelete;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What the rows of {@link ModelGraph} should be, in plain maps. */
final class GraphModel {

    enum Kind {
        FOLDER("Folder", ModelGraph.Folder.class),
        PAPER("Paper", ModelGraph.Paper.class),
        NOTE("Note", ModelGraph.Note.class),
        TAG("Tag", ModelGraph.Tag.class);

        final String entity;
        final Class<? extends ModelGraph.Named> type;

        Kind(String entity, Class<? extends ModelGraph.Named> type) {
            this.entity = entity;
            this.type = type;
        }
    }

    /** A row: the id of its owner or 0, and the number of the deletion that took it or 0. */
    static final class Row {
        final Kind kind;
        final int id;
        final int owner;
        final boolean archive;
        String name;
        int version;
        int deletion;
        TreeSet<Integer> tags = new TreeSet<>();
        TreeSet<String> words = new TreeSet<>();

        Row(Kind kind, int id, int owner, boolean archive) {
            this.kind = kind;
            this.id = id;
            this.owner = owner;
            this.archive = archive;
            this.name = "new " + id;
        }

        Row copy() {
            Row copy = new Row(kind, id, owner, archive);
            copy.name = name;
            copy.version = version;
            copy.deletion = deletion;
            copy.tags.addAll(tags);
            copy.words.addAll(words);
            return copy;
        }

        boolean isLive() {
            return deletion == 0;
        }

        @Override
        public String toString() {
            return id + " " + name + " v" + version + (isLive() ? "" : " trashed");
        }
    }

    /** Ids are unique over all kinds. */
    final TreeMap<Integer, Row> rows = new TreeMap<>();

    /** Ids that were deleted for good. */
    final TreeSet<Integer> gone = new TreeSet<>();

    private int deletions;

    GraphModel copy() {
        GraphModel copy = new GraphModel();
        rows.forEach((id, row) -> copy.rows.put(id, row.copy()));
        copy.gone.addAll(gone);
        copy.deletions = deletions;
        return copy;
    }

    List<Row> of(Kind kind, Predicate<Row> condition) {
        return rows.values().stream()
                .filter(row -> row.kind == kind && condition.test(row))
                .toList();
    }

    List<Row> owned(Row owner) {
        return owner.kind == Kind.TAG
                ? List.of()
                : rows.values().stream().filter(row -> row.owner == owner.id).toList();
    }

    int newDeletion() {
        return ++deletions;
    }

    /** What one removal takes along: everything live that it reaches over live rows. */
    void remove(Row row, int deletion) {
        row.deletion = deletion;
        row.version++;
        owned(row).stream().filter(Row::isLive).forEach(owned -> remove(owned, deletion));
    }

    boolean hasTrashedOwner(Row row) {
        return row.owner != 0 && !rows.get(row.owner).isLive();
    }

    /** Restores the row and what the same deletion took along. */
    void restore(Row row) {
        int deletion = row.deletion;
        row.deletion = 0;
        row.version++;
        owned(row).stream().filter(owned -> owned.deletion == deletion).forEach(this::restore);
    }

    /** Takes the row and everything below it away for good. */
    void delete(Row row) {
        new ArrayList<>(owned(row)).forEach(this::delete);
        rows.remove(row.id);
        if (row.kind == Kind.TAG) {
            rows.values().forEach(folder -> folder.tags.remove(row.id));
        }
    }

    /** The live tags of a live folder, by the folder's id. */
    Map<Integer, TreeSet<Integer>> tags() {
        Map<Integer, TreeSet<Integer>> tags = new TreeMap<>();
        of(Kind.FOLDER, Row::isLive).forEach(folder -> {
            TreeSet<Integer> live = new TreeSet<>(folder.tags);
            live.removeIf(tag -> !rows.get(tag).isLive());
            if (!live.isEmpty()) {
                tags.put(folder.id, live);
            }
        });
        return tags;
    }
}
