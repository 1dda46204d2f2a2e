package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes of associations beside a model in memory: from both sides, loaded or not, by a key that is no identifier,
 * with the second-level cache and batches on, several in one session that is not cleared, some rolled back. After each
 * transaction all sides are read, once through the cache and once past it.
 */
@PostgresServer
class MembersModelIT {

    private static final String[] SIDES = {"users", "groups", "notes", "owned"};
    private static final int ENTITIES = 4;

    private final Map<String, Set<Long>> model = new HashMap<>();
    private Shop shop;

    @BeforeEach
    void start(Node node) {
        shop = new Shop(
                node,
                Map.of(
                        "hibernate.cache.use_second_level_cache", "true",
                        "hibernate.cache.region.factory_class", "jcache",
                        "hibernate.javax.cache.provider",
                                "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider",
                        "hibernate.javax.cache.missing_cache_strategy", "create"),
                Group.class,
                User.class,
                Note.class,
                Owned.class);
        shop.in(session -> {
            for (long i = 1; i <= ENTITIES; i++) {
                session.persist(new Group(i));
                session.persist(new User(i));
                session.persist(new Note(i));
                session.persist(new Owned(i));
            }
        });
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everySideSaysWhatTheModelSays(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < Integer.getInteger("nexs.model.rounds", 25); round++) {
            Map<String, Set<Long>> before = copy(model);
            boolean rolledBack = random.nextInt(6) == 0;
            List<String> steps = new ArrayList<>();
            shop.in(session -> {
                for (int step = 0; step <= random.nextInt(4); step++) {
                    steps.add(change(random, session));
                }
                if (rolledBack) {
                    session.getTransaction().setRollbackOnly();
                }
            });
            if (rolledBack) {
                model.clear();
                model.putAll(before);
            }
            String story = "seed " + seed + ", round " + round + ": " + steps + (rolledBack ? ", rolled back" : "");
            assertThat(read()).as(story + ", through the cache").isEqualTo(nonEmpty());
            shop.factory().getCache().evictAllRegions();
            assertThat(read()).as(story + ", past the cache").isEqualTo(nonEmpty());
        }
    }

    private static Map<String, Set<Long>> copy(Map<String, Set<Long>> original) {
        Map<String, Set<Long>> copy = new HashMap<>();
        original.forEach((key, value) -> copy.put(key, new TreeSet<>(value)));
        return copy;
    }

    private Map<String, Set<Long>> nonEmpty() {
        Map<String, Set<Long>> full = copy(model);
        full.values().removeIf(Set::isEmpty);
        return full;
    }

    private String change(Random random, Session session) {
        String side = SIDES[random.nextInt(SIDES.length)];
        long id = 1 + random.nextInt(ENTITIES);
        Object owner = side.equals("groups") ? session.find(User.class, id) : session.find(Group.class, id);
        if (random.nextBoolean()) {
            Hibernate.initialize(collection(owner, side));
        }
        Association<Object> association = Associations.of(session).collection(owner, side);
        Set<Long> wanted = new TreeSet<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            wanted.add(1L + random.nextInt(ENTITIES));
        }
        List<Object> members = wanted.stream()
                .map(member -> (Object) session.find(memberType(side), member))
                .toList();
        Set<Long> now = members(side, id);
        Set<Long> target = new TreeSet<>(now);
        String operation =
                List.of("attach", "remove", "sync", "toggle", "clear").get(random.nextInt(5));
        switch (operation) {
            case "attach" -> {
                association.attach(members);
                target.addAll(wanted);
            }
            case "remove" -> {
                association.removeAll(members);
                target.removeAll(wanted);
            }
            case "sync" -> {
                MemberChange<Object> change = association.sync(members);
                assertThat(change.isEmpty()).isEqualTo(now.equals(wanted));
                target = wanted;
            }
            case "toggle" -> {
                association.toggle(members);
                for (Long member : wanted) {
                    if (!target.remove(member)) {
                        target.add(member);
                    }
                }
            }
            default -> {
                association.clear();
                target.clear();
            }
        }
        set(side, id, target);
        return operation + " " + wanted + " " + side + " of " + id;
    }

    private Set<Long> members(String side, long id) {
        return model.computeIfAbsent(side + " of " + id, key -> new TreeSet<>());
    }

    /** A user is in a group or not, from both sides; a note has one group at most. */
    private void set(String side, long id, Set<Long> target) {
        for (long member = 1; member <= ENTITIES; member++) {
            boolean in = target.contains(member);
            put(members(side, id), member, in);
            if (side.equals("users") || side.equals("groups")) {
                String other = side.equals("users") ? "groups" : "users";
                put(members(other, member), id, in);
            } else if (side.equals("notes") && in) {
                for (long group = 1; group <= ENTITIES; group++) {
                    put(members(side, group), member, group == id);
                }
            }
        }
    }

    private static void put(Set<Long> set, long value, boolean in) {
        if (in) {
            set.add(value);
        } else {
            set.remove(value);
        }
    }

    private static Class<?> memberType(String side) {
        return switch (side) {
            case "users" -> User.class;
            case "groups" -> Group.class;
            case "notes" -> Note.class;
            default -> Owned.class;
        };
    }

    private static Set<?> collection(Object owner, String side) {
        return switch (side) {
            case "users" -> ((Group) owner).users;
            case "groups" -> ((User) owner).groups;
            case "notes" -> ((Group) owner).notes;
            default -> ((Group) owner).owned;
        };
    }

    private Map<String, Set<Long>> read() {
        Map<String, Set<Long>> found = new HashMap<>();
        shop.in(session -> {
            for (long id = 1; id <= ENTITIES; id++) {
                for (String side : SIDES) {
                    Object owner = side.equals("groups") ? session.find(User.class, id) : session.find(Group.class, id);
                    Set<Long> ids = new TreeSet<>();
                    for (Object member : collection(owner, side)) {
                        ids.add((Long) session.getIdentifier(member));
                    }
                    if (!ids.isEmpty()) {
                        found.put(side + " of " + id, ids);
                    }
                }
            }
        });
        return found;
    }

    @Entity(name = "ModelGroup")
    static class Group {
        @Id
        Long id;

        @Column(unique = true)
        String code;

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<User> users = new HashSet<>();

        @OneToMany(mappedBy = "group")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Note> notes = new HashSet<>();

        @ManyToMany
        @JoinTable(name = "model_owned")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Owned> owned = new HashSet<>();

        protected Group() {}

        Group(long id) {
            this.id = id;
            this.code = "group " + id;
        }
    }

    @Entity(name = "ModelUser")
    static class User {
        @Id
        Long id;

        @ManyToMany(mappedBy = "users")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Group> groups = new HashSet<>();

        protected User() {}

        User(long id) {
            this.id = id;
        }
    }

    @Entity(name = "ModelNote")
    static class Note {
        @Id
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "group_code", referencedColumnName = "code")
        Group group;

        protected Note() {}

        Note(long id) {
            this.id = id;
        }
    }

    @Entity(name = "ModelOwned")
    static class Owned {
        @Id
        Long id;

        protected Owned() {}

        Owned(long id) {
            this.id = id;
        }
    }
}
