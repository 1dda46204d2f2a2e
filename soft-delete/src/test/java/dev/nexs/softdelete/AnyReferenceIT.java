package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminator;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References to one of several entities show a trashed target, as any other reference does, however they are fetched. */
@PostgresServer
class AnyReferenceIT {

    private Database database;

    @BeforeEach
    void fill(Node node) {
        database = new Database(node, Page.class, Animal.class, Cat.class, Film.class, Remark.class, Eager.class);
        database.write(session -> {
            Page page = named(new Page(), 1, "page");
            Cat cat = named(new Cat(), 2, "cat");
            Film film = named(new Film(), 3, "film");
            List.of(page, cat, film).forEach(session::persist);
            for (Topic topic : List.of(page, cat, film)) {
                Remark remark = new Remark();
                remark.id = topic.id();
                remark.topic = topic;
                session.persist(remark);
                Eager eager = new Eager();
                eager.id = topic.id();
                eager.topic = topic;
                session.persist(eager);
            }
        });
        database.write(session -> {
            session.remove(session.find(Page.class, 1L));
            session.remove(session.find(Cat.class, 2L));
        });
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private static <T extends Named> T named(T topic, long id, String name) {
        topic.id = id;
        topic.name = name;
        return topic;
    }

    private static List<String> topics(Session session, String hql) {
        return session.createSelectionQuery(hql, Remark.class).getResultList().stream()
                .peek(remark ->
                        assertThat(Hibernate.isInitialized(remark.topic)).isTrue())
                .map(remark -> ((Named) Hibernate.unproxy(remark.topic)).name)
                .toList();
    }

    @Test
    void fetchedByAJoin() {
        List<String> inner = database.read(s -> topics(s, "from Remark r join fetch r.topic order by r.id"));
        List<String> left = database.read(s -> topics(s, "from Remark r left join fetch r.topic order by r.id"));

        assertThat(inner).containsExactly("page", "cat", "film");
        assertThat(left).containsExactly("page", "cat", "film");
    }

    @Test
    void joinedWithoutFetching() {
        List<Long> remarks = database.read(session -> session.createSelectionQuery(
                        "select r.id from Remark r join r.topic t order by r.id", Long.class)
                .getResultList());

        assertThat(remarks).containsExactly(1L, 2L, 3L);
    }

    @Test
    void eagerly() {
        database.read(session -> {
            assertThat(((Named) Hibernate.unproxy(session.find(Eager.class, 1L).topic)).name)
                    .isEqualTo("page");
            session.clear();
            assertThat(session.createSelectionQuery("from Eager order by id", Eager.class)
                            .getResultList())
                    .extracting(eager -> ((Named) Hibernate.unproxy(eager.topic)).name)
                    .containsExactly("page", "cat", "film");
            return null;
        });
    }

    @Test
    void theTrashAloneRefersToWhatIsLiveToo() {
        database.write(session -> session.remove(session.find(Remark.class, 3L)));
        database.write(session -> session.remove(session.find(Remark.class, 1L)));

        List<String> topics = database.read(session ->
                Trash.of(session).only(() -> topics(session, "from Remark r join fetch r.topic order by r.id")));

        assertThat(topics).containsExactly("page", "film");
    }

    @Test
    void anUnrelatedUpdateKeepsTheKey() {
        database.write(
                session -> session.createSelectionQuery("from Remark r join fetch r.topic where r.id = 1", Remark.class)
                        .getSingleResult()
                        .text = "changed");

        assertThat(database.sql("select topic_type || topic_id from remark where id = 1"))
                .isEqualTo("page1");
    }

    interface Topic {
        Long id();
    }

    @jakarta.persistence.MappedSuperclass
    abstract static class Named implements Topic {
        @Id
        Long id;

        String name;

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "Page")
    @SoftDeletable
    static class Page extends Named {}

    @Entity(name = "Animal")
    @Inheritance(strategy = InheritanceType.JOINED)
    @SoftDeletable
    static class Animal extends Named {}

    @Entity(name = "Cat")
    static class Cat extends Animal {
        int lives = 9;
    }

    @Entity(name = "Film")
    static class Film extends Named {}

    @Entity(name = "Remark")
    @SoftDeletable
    static class Remark {
        @Id
        Long id;

        String text;

        @Any(fetch = FetchType.LAZY)
        @AnyDiscriminator(DiscriminatorType.STRING)
        @AnyDiscriminatorValue(discriminator = "page", entity = Page.class)
        @AnyDiscriminatorValue(discriminator = "cat", entity = Cat.class)
        @AnyDiscriminatorValue(discriminator = "film", entity = Film.class)
        @AnyKeyJavaClass(Long.class)
        @Column(name = "topic_type")
        @JoinColumn(name = "topic_id")
        Topic topic;
    }

    @Entity(name = "Eager")
    static class Eager {
        @Id
        Long id;

        @Any
        @AnyDiscriminator(DiscriminatorType.STRING)
        @AnyDiscriminatorValue(discriminator = "page", entity = Page.class)
        @AnyDiscriminatorValue(discriminator = "cat", entity = Cat.class)
        @AnyDiscriminatorValue(discriminator = "film", entity = Film.class)
        @AnyKeyJavaClass(Long.class)
        @Column(name = "topic_type")
        @JoinColumn(name = "topic_id")
        Topic topic;
    }
}
