package dev.nexs.softdelete;

import dev.nexs.softdelete.GraphModel.Kind;
import dev.nexs.softdelete.GraphModel.Row;
import dev.nexs.softdelete.ModelGraph.Archive;
import dev.nexs.softdelete.ModelGraph.Folder;
import dev.nexs.softdelete.ModelGraph.Named;
import dev.nexs.softdelete.ModelGraph.Note;
import dev.nexs.softdelete.ModelGraph.Paper;
import dev.nexs.softdelete.ModelGraph.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.ManagedEntity;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;

/**
 * Random operations on a session and, in the same way, on the model. Some are not in order, and the session is expected
 * to refuse them.
 */
final class ModelOperations {

    /** Detached instances of folders, as some transaction before had them. */
    private final List<Folder> detached = new ArrayList<>();

    private final Random random;
    private final List<String> history = new ArrayList<>();

    GraphModel model = new GraphModel();
    private int ids;
    private boolean welcome;

    ModelOperations(Random random) {
        this.random = random;
    }

    List<String> history() {
        return history;
    }

    void note(String what) {
        history.add(what);
    }

    /** Whether what runs, or ran last, is in order by the model. */
    boolean isWelcome() {
        return welcome;
    }

    /** Runs one, which fails if it is not welcome. */
    void run(Session session) {
        welcome = true;
        switch (random.nextInt(16)) {
            case 0, 1 -> createFolder(session);
            case 2 -> createTag(session);
            case 3, 4 -> remove(session);
            case 5, 6 -> restore(session);
            case 7 -> restoreAll(session);
            case 8 -> bulk(session);
            case 9 -> forceDelete(session);
            case 10 -> words(session);
            case 11 -> link(session);
            case 12 -> orphan(session);
            case 13 -> renameInTheTrash(session);
            case 14 -> merge(session);
            default -> purge(session);
        }
    }

    /** Hibernate does not bump the version of an enhanced owner whose collection is replaced, soft deletion or not. */
    private static boolean replacingCounts() {
        return !ManagedEntity.class.isAssignableFrom(Folder.class);
    }

    private Row pick(Kind kind) {
        List<Row> rows = model.of(kind, any -> true);
        return rows.isEmpty() ? null : rows.get(random.nextInt(rows.size()));
    }

    private Row pick() {
        return pick(Kind.values()[random.nextInt(Kind.values().length)]);
    }

    private void flushPerhaps(Session session) {
        if (random.nextBoolean()) {
            session.flush();
        }
    }

    /** Sometimes the id of a row that was deleted for good. */
    private <T extends Named> T made(T entity, Kind kind, int owner) {
        Integer again = random.nextInt(4) == 0 ? model.gone.pollFirst() : null;
        entity.id = again == null ? ++ids : again;
        Row row = new Row(kind, entity.id, owner, entity instanceof Archive);
        entity.rename(row.name);
        model.rows.put(entity.id, row);
        return entity;
    }

    private void createFolder(Session session) {
        Folder folder = made(random.nextBoolean() ? new Folder() : new Archive(), Kind.FOLDER, 0);
        Row row = model.rows.get(folder.id);
        for (int i = random.nextInt(3); i > 0; i--) {
            Paper paper = made(new Paper(), Kind.PAPER, folder.id);
            paper.folder = folder;
            folder.papers().add(paper);
            for (int j = random.nextInt(3); j > 0; j--) {
                Note note = made(new Note(), Kind.NOTE, paper.id);
                note.paper = paper;
                paper.notes().add(note);
            }
        }
        for (Row tag : model.of(Kind.TAG, Row::isLive)) {
            if (random.nextBoolean()) {
                folder.tags().add(session.find(Tag.class, tag.id));
                row.tags.add(tag.id);
            }
        }
        folder.words().add("first");
        row.words.add("first");
        session.persist(folder);
        note("create " + (row.archive ? "archive " : "folder ") + folder.id + " with "
                + folder.papers().size());
        flushPerhaps(session);
    }

    private void createTag(Session session) {
        Tag tag = made(new Tag(), Kind.TAG, 0);
        session.persist(tag);
        note("create tag " + tag.id);
    }

    private void remove(Session session) {
        Row row = pick();
        if (row != null) {
            note("remove " + row);
            Named entity = session.find(row.kind.type, row.id);
            ModelIT.same(entity != null, row.isLive());
            if (entity != null) {
                session.remove(entity);
                flushPerhaps(session);
                model.remove(row, model.newDeletion());
            }
        }
    }

    private void restore(Session session) {
        Row row = pick();
        if (row != null) {
            note("restore " + row);
            welcome = row.isLive() || !model.hasTrashedOwner(row);
            if (!row.isLive() && welcome) {
                model.restore(row);
            }
            Trash.of(session).restore(row.kind.type, row.id);
        }
    }

    private void restoreAll(Session session) {
        Kind kind = random.nextBoolean() ? Kind.FOLDER : Kind.NOTE;
        int from = 1 + random.nextInt(ids + 1);
        note("restore all " + kind + " from " + from);
        List<Row> trashed = model.of(kind, row -> row.id >= from && !row.isLive());
        welcome = trashed.stream().noneMatch(model::hasTrashedOwner);
        if (welcome) {
            trashed.forEach(model::restore);
        }
        restoreAll(session, kind.type, from);
    }

    private static <T> void restoreAll(Session session, Class<T> type, int from) {
        Trash.of(session).restoreAll(type, Restriction.restrict(type, "id", Range.greaterThanOrEqualTo(from)));
    }

    private void bulk(Session session) {
        Kind kind = Kind.values()[random.nextInt(3)];
        boolean archives = kind == Kind.FOLDER && random.nextBoolean();
        int below = 1 + random.nextInt(ids + 1);
        note("bulk delete " + (archives ? "archives" : kind) + " below " + below);
        List<Row> rows = model.of(kind, row -> row.id < below && row.isLive() && (!archives || row.archive));
        int deleted = session.createMutationQuery(
                        "delete from " + (archives ? "Archive" : kind.entity) + " where id < :below")
                .setParameter("below", below)
                .executeUpdate();
        ModelIT.same(deleted, rows.size());
        int deletion = model.newDeletion();
        rows.forEach(row -> {
            row.deletion = deletion;
            row.version++;
        });
    }

    private void forceDelete(Session session) {
        Row row = pick();
        if (row != null) {
            note("force-delete " + row);
            ModelIT.same(Trash.of(session).forceDelete(row.kind.type, row.id), true);
            forget(row);
        }
    }

    private void forget(Row row) {
        TreeMap<Integer, Row> before = new TreeMap<>(model.rows);
        model.delete(row);
        before.keySet().stream().filter(id -> !model.rows.containsKey(id)).forEach(model.gone::add);
    }

    private void words(Session session) {
        Row row = pick(Kind.FOLDER);
        if (row != null && row.isLive()) {
            note("words of " + row);
            Folder folder = session.find(Folder.class, row.id);
            String word = "word " + random.nextInt(3);
            if (folder.words().contains(word)) {
                folder.words().remove(word);
                row.words.remove(word);
            } else if (random.nextInt(4) == 0 && replacingCounts()) {
                folder.replaceWords(new HashSet<>(List.of(word)));
                row.words = new TreeSet<>(List.of(word));
            } else {
                folder.words().add(word);
                row.words.add(word);
            }
            row.version++;
        }
    }

    private void link(Session session) {
        Row row = pick(Kind.FOLDER);
        Row tag = pick(Kind.TAG);
        if (row != null && tag != null && row.isLive() && tag.isLive()) {
            note("link " + row + " and " + tag);
            Folder folder = session.find(Folder.class, row.id);
            Tag linked = session.find(Tag.class, tag.id);
            if (row.tags.remove(tag.id)) {
                ModelIT.same(folder.tags().remove(linked), true);
            } else {
                folder.tags().add(linked);
                row.tags.add(tag.id);
            }
            row.version++;
        }
    }

    private void orphan(Session session) {
        Row row = pick(Kind.NOTE);
        Row owner = row == null ? null : model.rows.get(row.owner);
        if (row != null && row.isLive() && owner.isLive()) {
            note("orphan " + row);
            ModelIT.same(session.find(Paper.class, owner.id).notes().removeIf(note -> note.id == row.id), true);
            model.remove(row, model.newDeletion());
        }
    }

    private void renameInTheTrash(Session session) {
        Row row = pick();
        if (row != null) {
            row.name = "renamed " + random.nextInt(1_000_000);
            row.version++;
            note("rename " + row);
            Trash.of(session).with(() -> {
                session.find(row.kind.type, row.id).rename(row.name);
                flushPerhaps(session);
            });
        }
    }

    /** Keeps a detached instance, or merges one, which is in order only if nothing has happened to its row since. */
    private void merge(Session session) {
        if (detached.isEmpty() || random.nextInt(3) == 0) {
            Row row = pick(Kind.FOLDER);
            if (row != null) {
                detached.add(Trash.of(session).with(() -> session.find(Folder.class, row.id)));
            }
            return;
        }
        Folder folder = detached.remove(random.nextInt(detached.size()));
        Row row = model.rows.get(folder.id);
        if (row == null || row.kind != Kind.FOLDER || row.archive != folder instanceof Archive) {
            return;
        }
        folder.rename("merged " + random.nextInt(1_000_000));
        note("merge " + folder.id + " v" + folder.version + " as " + folder.name + " over " + row);
        welcome = row.isLive() && row.version == folder.version;
        if (welcome) {
            row.name = folder.name;
            row.version++;
        }
        session.merge(folder);
        session.flush();
    }

    private void purge(Session session) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        boolean fast = kind == Kind.NOTE && random.nextBoolean();
        List<Row> trashed = model.of(kind, row -> !row.isLive());
        note("purge " + kind + (fast ? " fast" : ""));
        int batch = 1 + random.nextInt(3);
        long purged = Trash.of(session).purge(kind.type, Duration.ZERO, options -> {
            options.batchSize(batch);
            if (fast) {
                options.fast();
            }
        });
        ModelIT.same(purged, (long) trashed.size());
        trashed.forEach(this::forget);
    }

    /** Operations that a stateless session has; they do not cascade. */
    void stateless(StatelessSession session) {
        Row row = pick();
        if (row == null || random.nextBoolean()) {
            session.insert(made(new Tag(), Kind.TAG, 0));
            note("stateless insert of tag " + model.rows.lastKey());
        } else {
            note("stateless delete of " + row);
            Named entity = session.get(row.kind.type, row.id);
            ModelIT.same(entity != null, row.isLive());
            if (entity != null) {
                session.delete(entity);
                row.deletion = model.newDeletion();
                row.version++;
            }
        }
    }
}
