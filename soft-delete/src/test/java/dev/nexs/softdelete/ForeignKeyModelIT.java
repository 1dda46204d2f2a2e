package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.softdelete.Library.Author;
import dev.nexs.softdelete.Library.ByCode;
import dev.nexs.softdelete.Library.EagerByCode;
import dev.nexs.softdelete.Library.Hiding;
import dev.nexs.softdelete.Library.Owning;
import dev.nexs.softdelete.Library.Required;
import dev.nexs.softdelete.Library.Shelf;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of what an application does to owners of references and collections while the targets go to the trash
 * and come back, beside a model of every foreign key and link row: with JDBC batching, a second-level cache, sessions that
 * go on, stateless ones and detached instances. More with {@code -Dnexs.test.model-rounds}, others with
 * {@code -Dnexs.test.seed}.
 */
@PostgresServer
class ForeignKeyModelIT {

    private static final int ROUNDS = Integer.getInteger("nexs.test.model-rounds", 15);
    private static final int STEPS = Integer.getInteger("nexs.test.steps", 20);
    private static final int AUTHORS = 4;
    private static final List<String> OWNERS = List.of("bycode", "eagerbycode", "hiding", "required", "owning");

    private static Database db;

    private Random random = new Random();
    private final List<String> history = new ArrayList<>();

    /** Which authors are live, and what each owner refers to; 0 for nothing, no entry for an owner that is gone. */
    private final TreeMap<Integer, Boolean> live = new TreeMap<>();

    private final Map<String, Integer> keys = new HashMap<>();
    private final TreeSet<Integer> set = new TreeSet<>();
    private final TreeSet<Integer> bag = new TreeSet<>();
    private final TreeSet<Integer> list = new TreeSet<>();
    private boolean shelf;
    private @Nullable Hiding detached;

    /** Without a cache Hibernate deletes what is not loaded without loading it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noSequenceLosesAForeignKeyOrALink(boolean cached, Node node) {
        Map<String, Object> settings = new HashMap<>(cached ? Database.CACHED : Map.of());
        settings.put("hibernate.jdbc.batch_size", 20);
        try (Database opened = new Database(node, settings, Library.ENTITIES)) {
            db = opened;
            run();
        }
    }

    private void run() {
        long first = Long.getLong("nexs.test.seed", 1);
        for (long seed = first; seed < first + ROUNDS; seed++) {
            random = new Random(seed);
            begin();
            try {
                for (int step = 0; step < STEPS; step++) {
                    step();
                    check();
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "-Dnexs.test.model-rounds=1 -Dnexs.test.seed=" + seed + " after " + history, e);
            }
        }
    }

    private void begin() {
        db.execute(
                "truncate table author, bycode, eagerbycode, hiding, required, owning, shelf, card, reader, shelf_set,"
                        + " shelf_bag, shelf_list cascade");
        db.factory().getCache().evictAllRegions();
        history.clear();
        live.clear();
        keys.clear();
        set.clear();
        bag.clear();
        list.clear();
        detached = null;
        db.write(session -> {
            for (int i = 1; i <= AUTHORS; i++) {
                session.persist(new Author(i));
                live.put(i, true);
            }
        });
        db.write(session -> OWNERS.forEach(owner -> create(session, owner)));
        db.write(this::createShelf);
    }

    private void create(Session session, String owner) {
        Author author = session.find(Author.class, 1);
        if (owner.equals("bycode")) {
            ByCode made = new ByCode();
            made.id = 1;
            made.author = author;
            session.persist(made);
        } else if (owner.equals("eagerbycode")) {
            EagerByCode made = new EagerByCode();
            made.id = 1;
            made.author = author;
            session.persist(made);
        } else if (owner.equals("hiding")) {
            Hiding made = new Hiding();
            made.id = 1;
            made.author = author;
            session.persist(made);
        } else if (owner.equals("required")) {
            Required made = new Required();
            made.id = 1;
            made.author = author;
            session.persist(made);
        } else {
            Owning made = new Owning();
            made.id = 1;
            made.author = author;
            session.persist(made);
        }
        keys.put(owner, 1);
    }

    private void createShelf(Session session) {
        Shelf made = new Shelf();
        made.id = 1;
        for (int i = 1; i <= AUTHORS; i++) {
            Author author = session.find(Author.class, i);
            if (author != null) {
                made.set.add(author);
                made.bag.add(author);
                made.list.add(author);
                set.add(i);
                bag.add(i);
                list.add(i);
            }
        }
        session.persist(made);
        shelf = true;
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> trash();
            case 2 -> restore();
            case 3, 4 -> touch();
            case 5 -> refer();
            case 6 -> clear();
            case 7 -> detach();
            case 8 -> merge();
            case 9, 10 -> shelve();
            default -> removeOwner();
        }
    }

    private void note(String what) {
        history.add(what);
    }

    private static void stateless(Consumer<StatelessSession> work) {
        db.factory().inStatelessTransaction(work);
    }

    /** One author, or two in one flush, loaded or not. An author that is owned by a removed one goes with it elsewhere. */
    private void trash() {
        int id = 1 + random.nextInt(AUTHORS);
        int other = 1 + random.nextInt(AUTHORS);
        int way = random.nextInt(3);
        note("trash " + id + (way == 2 ? " and unloaded " + other : way == 1 ? " stateless" : ""));
        if (!live.get(id)) {
            return;
        }
        if (way == 1) {
            stateless(session -> session.delete(session.get(Author.class, id)));
        } else {
            db.write(session -> {
                if (random.nextBoolean()) {
                    // But for the one whose cascade would persist the author again.
                    OWNERS.stream()
                            .filter(owner -> keys.containsKey(owner) && !owner.equals("owning"))
                            .forEach(owner -> load(session, owner));
                }
                session.remove(session.find(Author.class, id));
                if (way == 2 && other != id && live.get(other)) {
                    session.remove(session.getReference(Author.class, other));
                    live.put(other, false);
                }
            });
        }
        live.put(id, false);
    }

    private static Object load(Session session, String owner) {
        return switch (owner) {
            case "bycode" -> session.find(ByCode.class, 1);
            case "eagerbycode" -> session.find(EagerByCode.class, 1);
            case "hiding" -> session.find(Hiding.class, 1);
            case "required" -> session.find(Required.class, 1);
            default -> session.find(Owning.class, 1);
        };
    }

    private void restore() {
        int id = 1 + random.nextInt(AUTHORS);
        boolean only = random.nextBoolean();
        note("restore " + id + (only ? " under only" : ""));
        db.write(session -> {
            Trash trash = Trash.of(session);
            if (only) {
                trash.only(() -> {
                    Author author = session.find(Author.class, id);
                    if (author != null) {
                        trash.restore(author);
                    }
                });
            } else {
                trash.restore(Author.class, id);
            }
        });
        live.put(id, true);
    }

    private String owner() {
        return OWNERS.get(random.nextInt(OWNERS.size()));
    }

    /** An update of something else, in each way there is. */
    private void touch() {
        String owner = owner();
        int way = random.nextInt(4);
        String title = "title " + random.nextInt(1_000_000);
        note("touch " + owner + " " + way);
        if (!keys.containsKey(owner)) {
            return;
        }
        if (way == 0) {
            db.write(session -> {
                title(load(session, owner), title);
                if (random.nextBoolean()) {
                    session.flush();
                    title(load(session, owner), title + " again");
                }
            });
        } else if (way == 1) {
            db.write(session -> title(
                    session.createSelectionQuery("from " + type(owner).getName(), Object.class)
                            .getSingleResult(),
                    title));
        } else {
            stateless(session -> {
                Object entity = session.get(type(owner), 1);
                title(entity, title);
                if (way == 2) {
                    session.update(entity);
                } else {
                    session.upsert(entity);
                }
            });
        }
    }

    private static Class<?> type(String owner) {
        return switch (owner) {
            case "bycode" -> ByCode.class;
            case "eagerbycode" -> EagerByCode.class;
            case "hiding" -> Hiding.class;
            case "required" -> Required.class;
            default -> Owning.class;
        };
    }

    private static void title(Object owner, String title) {
        if (owner instanceof ByCode it) {
            it.title = title;
        } else if (owner instanceof EagerByCode it) {
            it.title = title;
        } else if (owner instanceof Hiding it) {
            it.title = title;
        } else if (owner instanceof Required it) {
            it.title = title;
        } else {
            ((Owning) owner).title = title;
        }
    }

    private void refer() {
        int id = 1 + random.nextInt(AUTHORS);
        note("hiding refers to " + id);
        if (live.get(id) && keys.containsKey("hiding")) {
            db.write(session -> session.find(Hiding.class, 1).author = session.find(Author.class, id));
            keys.put("hiding", id);
            detached = null;
        }
    }

    /** Clears a reference that is seen; one that is hidden cannot be cleared so. */
    private void clear() {
        boolean stateless = random.nextBoolean();
        note("clear hiding" + (stateless ? " stateless" : ""));
        Integer key = keys.get("hiding");
        if (key == null) {
            return;
        }
        if (stateless) {
            stateless(session -> {
                Hiding hiding = session.get(Hiding.class, 1);
                hiding.author = null;
                session.update(hiding);
            });
        } else {
            db.write(session -> session.find(Hiding.class, 1).author = null);
        }
        if (key != 0 && live.get(key)) {
            keys.put("hiding", 0);
        }
        detached = null;
    }

    private void detach() {
        note("detach hiding");
        detached = keys.containsKey("hiding") ? db.read(session -> session.find(Hiding.class, 1)) : null;
    }

    /** Fails if its row was changed since, which is no concern of this model. */
    private void merge() {
        Hiding instance = detached;
        detached = null;
        if (instance == null
                || !keys.containsKey("hiding")
                || !Integer.valueOf(instance.version).equals(db.sql("select version from hiding"))) {
            return;
        }
        boolean seen = instance.author != null;
        note("merge hiding, " + (seen ? "seen" : "null"));
        instance.title = "merged " + random.nextInt(1_000_000);
        db.write(session -> session.merge(instance));
    }

    private void shelve() {
        int way = random.nextInt(6);
        int id = 1 + random.nextInt(AUTHORS);
        note("shelf " + way + " with " + id);
        if (!shelf) {
            return;
        }
        if (way == 5) {
            stateless(session -> {
                Shelf entity = session.get(Shelf.class, 1);
                session.fetch(entity.set);
                session.fetch(entity.bag);
                entity.title = "updated";
                session.update(entity);
            });
            return;
        }
        db.write(session -> {
            Shelf entity = session.find(Shelf.class, 1);
            Author author = session.find(Author.class, id);
            boolean visible = live.get(id);
            if (way == 0 && visible) {
                add(entity, author, id);
            } else if (way == 1 && visible) {
                entity.set.remove(author);
                entity.bag.remove(author);
                entity.list.remove(author);
                set.remove(id);
                bag.remove(id);
                list.remove(id);
            } else if (way == 2) {
                entity.set.clear();
                entity.bag.clear();
                entity.list.clear();
                List.of(set, bag, list).forEach(links -> links.removeIf(live::get));
            } else if (way == 3) {
                entity.set = new HashSet<>();
                entity.bag = new ArrayList<>();
                List.of(set, bag).forEach(links -> links.removeIf(live::get));
            } else if (way == 4) {
                Collections.reverse(entity.list);
            }
        });
    }

    private void add(Shelf entity, Author author, int id) {
        if (set.add(id)) {
            entity.set.add(author);
        }
        if (bag.add(id)) {
            entity.bag.add(author);
        }
        if (list.add(id)) {
            int at = entity.list.isEmpty() ? 0 : random.nextInt(entity.list.size() + 1);
            entity.list.add(at, author);
        }
    }

    /** Removal cascades to what may be in the trash; the owner comes back anew if the first author is live. */
    private void removeOwner() {
        boolean ofShelf = random.nextBoolean();
        boolean looked = random.nextBoolean();
        note("remove " + (ofShelf ? "shelf" : "owning") + (looked ? " after a look" : ""));
        if (ofShelf) {
            db.write(session -> {
                Shelf entity = session.find(Shelf.class, 1);
                if (entity != null) {
                    if (looked) {
                        assertThat(entity.set.size() + entity.bag.size() + entity.list.size())
                                .isGreaterThanOrEqualTo(0);
                    }
                    session.remove(entity);
                }
            });
            set.clear();
            bag.clear();
            list.clear();
            shelf = false;
            db.write(this::createShelf);
        } else if (keys.containsKey("owning")) {
            db.write(session -> session.remove(session.find(Owning.class, 1)));
            live.put(keys.remove("owning"), false);
        } else if (live.get(1)) {
            db.write(session -> create(session, "owning"));
        }
    }

    private void check() {
        db.write(this::check);
        db.write(session -> {
            Hiding hiding = session.find(Hiding.class, 1);
            if (hiding != null) {
                int key = keys.get("hiding");
                assertThat(hiding.author == null ? 0 : hiding.author.id)
                        .as("what hiding shows")
                        .isEqualTo(key != 0 && live.get(key) ? key : 0);
            }
        });
    }

    private void check(Session session) {
        assertThat(sql(session, "select string_agg(id::text, ',' order by id) from author where deleted_at is null"))
                .as("live authors")
                .isEqualTo(text(
                        new TreeSet<>(live.keySet().stream().filter(live::get).toList())));
        for (String owner : OWNERS) {
            String key = owner.endsWith("bycode") ? "substr(author_code, 6)::int" : "author_id";
            assertThat(sql(session, "select coalesce(" + key + ", 0) from " + owner))
                    .as(owner)
                    .isEqualTo(keys.get(owner));
        }
        links(session, "shelf_set", "set_id", set);
        links(session, "shelf_bag", "bag_id", bag);
        links(session, "shelf_list", "list_id", list);
        assertThat(sql(session, "select count(*) - count(distinct position) from shelf_list"))
                .isEqualTo(0L);
    }

    private static void links(Session session, String table, String column, TreeSet<Integer> expected) {
        assertThat(sql(session, "select string_agg(" + column + "::text, ',' order by " + column + ") from " + table))
                .as(table)
                .isEqualTo(text(expected));
    }

    private static @Nullable Object sql(Session session, String query) {
        return session.createNativeQuery(query, Object.class).getSingleResultOrNull();
    }

    private static @Nullable String text(TreeSet<Integer> ids) {
        return ids.isEmpty()
                ? null
                : String.join(",", ids.stream().map(String::valueOf).toList());
    }
}
