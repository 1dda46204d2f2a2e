package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.annotations.BatchSize;
import org.hibernate.graph.GraphSemantic;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A page of owners together with a collection: Hibernate makes the page a subquery, in which the restriction has to be. */
@PostgresServer
class PagedFetchIT {

    private static Database db;

    /** Six owners of two parts with two bolts each; owner 2, part 31 and bolt 300 are in the trash. */
    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Owner.class, SpecialOwner.class, Part.class, Bolt.class);
        db.write(session -> {
            for (int id = 1; id <= 6; id++) {
                session.persist(id == 6 ? new SpecialOwner(id) : new Owner(id));
            }
        });
        db.write(session -> {
            session.remove(session.find(Owner.class, 2));
            session.remove(session.find(Part.class, 31));
            session.remove(session.find(Bolt.class, 300));
        });
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    private static SelectionQuery<Owner> page(Session session, String query) {
        return session.createSelectionQuery(query, Owner.class)
                .setFirstResult(1)
                .setMaxResults(2);
    }

    private static List<String> sizes(List<Owner> owners) {
        return owners.stream()
                .map(owner -> owner.id + ": " + owner.parts.size() + " of "
                        + owner.parts.stream()
                                .mapToInt(part -> part.bolts.size())
                                .sum())
                .toList();
    }

    @Test
    void aPageByAGraphIsOfLiveOwnersWithLiveMembers() {
        db.write(session -> {
            var graph = session.createEntityGraph(Owner.class);
            graph.addAttributeNodes("parts");
            assertThat(sizes(page(session, "from Owner order by id")
                            .setEntityGraph(graph, GraphSemantic.FETCH)
                            .getResultList()))
                    .containsExactly("3: 1 of 1", "4: 2 of 4");
        });
    }

    @Test
    void aPageByAJoinFetchIsOfLiveOwners() {
        db.write(session -> assertThat(sizes(page(session, "from Owner o left join fetch o.parts order by o.id")
                        .getResultList()))
                .containsExactly("3: 1 of 1", "4: 2 of 4"));
    }

    @Test
    void aPageUnderTheScopesIsOfWhatTheyShow() {
        String query = "from Owner o left join fetch o.parts order by o.id";
        db.write(session -> Trash.of(session)
                .with(() -> assertThat(sizes(page(session, query).getResultList()))
                        .containsExactly("2: 2 of 4", "3: 2 of 4")));
        db.write(session -> Trash.of(session)
                .only(() -> assertThat(sizes(session.createSelectionQuery(query, Owner.class)
                                .setMaxResults(2)
                                .getResultList()))
                        .containsExactly("2: 2 of 4")));
    }

    @Test
    void aPageOfASubclassHasOwnersOfThatClassOnly() {
        db.write(session -> assertThat(session.createSelectionQuery(
                                "from SpecialOwner o left join fetch o.parts order by o.id", SpecialOwner.class)
                        .setMaxResults(2)
                        .getResultList())
                .extracting(owner -> owner.id)
                .containsExactly(6));
    }

    @Entity(name = "Owner")
    @SoftDeletable
    static class Owner {
        @Id
        Integer id;

        @OneToMany(mappedBy = "owner", cascade = CascadeType.ALL)
        Set<Part> parts = new LinkedHashSet<>();

        Owner() {}

        Owner(Integer id) {
            this.id = id;
            parts.add(new Part(id * 10, this));
            parts.add(new Part(id * 10 + 1, this));
        }
    }

    @Entity(name = "SpecialOwner")
    static class SpecialOwner extends Owner {
        SpecialOwner() {}

        SpecialOwner(Integer id) {
            super(id);
        }
    }

    @Entity(name = "Part")
    @SoftDeletable
    static class Part {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Owner owner;

        @OneToMany(mappedBy = "part", cascade = CascadeType.ALL)
        @BatchSize(size = 10)
        Set<Bolt> bolts = new LinkedHashSet<>();

        Part() {}

        Part(Integer id, Owner owner) {
            this.id = id;
            this.owner = owner;
            bolts.add(new Bolt(id * 10, this));
            bolts.add(new Bolt(id * 10 + 1, this));
        }
    }

    @Entity(name = "Bolt")
    @SoftDeletable
    static class Bolt {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Part part;

        Bolt() {}

        Bolt(Integer id, Part part) {
            this.id = id;
            this.part = part;
        }
    }
}
