package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An aggregate: what a removal takes along, and that a restore brings back exactly that. */
@PostgresServer
class CascadeIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Invoice.class, Line.class, Label.class, Shelf.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void anInvoiceWithThreeLinesTwoNotesAndALabel() {
        db.execute("truncate table invoice, line, label, invoice_label, invoice_notes, shelf, shelf_invoice cascade");
        db.write(session -> {
            Invoice invoice = new Invoice(1);
            Label label = new Label(100);
            session.persist(label);
            invoice.labels.add(label);
            invoice.notes.addAll(List.of("first", "second"));
            for (int id = 1; id <= 3; id++) {
                invoice.lines.add(new Line(id, invoice));
            }
            session.persist(invoice);
            Shelf shelf = new Shelf(7);
            shelf.invoices.add(invoice);
            session.persist(shelf);
        });
    }

    private static void trashInvoice() {
        db.write(session -> session.remove(session.find(Invoice.class, 1)));
    }

    @Test
    void aCascadeIsOneDeletionAndKeepsLinkRowsAndElements() {
        trashInvoice();
        assertThat(db.count("line where deleted_at is not null")).isEqualTo(3);
        assertThat(db.sql("select count(distinct deletion_id) from (select deletion_id from line union all"
                        + " select deletion_id from invoice) x"))
                .isEqualTo(1L);
        assertThat(db.count("invoice_notes")).isEqualTo(2);
        assertThat(db.count("invoice_label")).isEqualTo(1);
        assertThat(db.count("shelf_invoice")).isEqualTo(1);
        assertThat(db.<Integer>read(
                        session -> session.find(Shelf.class, 7).invoices.size()))
                .isZero();
    }

    @Test
    void aRestoreBringsBackExactlyWhatWentInTheSameDeletion() {
        db.write(session -> session.remove(session.find(Line.class, 2)));
        trashInvoice();
        Invoice removed = db.read(session -> Trash.of(session).with(() -> session.find(Invoice.class, 1)));
        db.write(session -> {
            Invoice live = Trash.of(session).restore(removed);
            assertThat(live.lines).extracting(line -> line.id).containsExactlyInAnyOrder(1, 3);
            assertThat(live.notes).containsExactlyInAnyOrder("first", "second");
            assertThat(live.labels).hasSize(1);
        });
        assertThat(db.count("line where deleted_at is null")).isEqualTo(2);
        assertThat(db.count("line where deletion_id is null")).isEqualTo(2);
        assertThat(db.sql("select version from invoice")).isEqualTo(2);
        assertThat(db.<Integer>read(
                        session -> session.find(Shelf.class, 7).invoices.size()))
                .isEqualTo(1);
    }

    @Test
    void aRestoreInTheSessionOfTheRemovalWorks() {
        db.write(session -> {
            Invoice invoice = session.find(Invoice.class, 1);
            session.remove(invoice);
            assertThat(Trash.of(session).isTrashed(invoice)).isTrue();
            Invoice live = Trash.of(session).restore(invoice);
            assertThat(Trash.of(session).isTrashed(live)).isFalse();
            live.title = "back";
        });
        assertThat(db.sql("select title from invoice where deleted_at is null")).isEqualTo("back");
        assertThat(db.count("line where deleted_at is null")).isEqualTo(3);
    }

    @Test
    void anOrphanIsADeletionOfItsOwn() {
        db.write(session -> session.find(Invoice.class, 1).lines.removeIf(line -> line.id == 1));
        assertThat(db.count("line where id = 1 and deleted_at is not null and deletion_id is not null"))
                .isEqualTo(1);
        assertThat(db.sql("select invoice_id from line where id = 1")).isEqualTo(1);
        db.write(session -> assertThat(Trash.of(session).restore(Line.class, 1)).isTrue());
        assertThat(db.<Integer>read(
                        session -> session.find(Invoice.class, 1).lines.size()))
                .isEqualTo(3);
    }

    @Test
    void aChildUnderATrashedParentIsNotRestoredAlone() {
        trashInvoice();
        assertThatThrownBy(() -> db.write(session -> Trash.of(session).restore(Line.class, 1)))
                .isInstanceOf(TrashedParentException.class)
                .hasMessageContaining("Line with id 1")
                .hasMessageContaining("Invoice with id 1");
        assertThat(db.count("line where deleted_at is null")).isZero();
    }

    @Test
    void restoreAllTakesTheTrashedOnesThatMeetTheRestriction() {
        trashInvoice();
        db.write(session -> {
            assertThat(Trash.of(session)
                            .restoreAll(
                                    Invoice.class,
                                    Restriction.restrict(Invoice.class, "title", Range.singleValue("no"))))
                    .isZero();
            assertThat(Trash.of(session)
                            .restoreAll(
                                    Invoice.class,
                                    Restriction.restrict(Invoice.class, "title", Range.singleValue("invoice 1"))))
                    .isEqualTo(4);
        });
        assertThat(db.count("line where deleted_at is null")).isEqualTo(3);
    }

    @Test
    void aForcedDeletionOfTheTrashedRemovesRowsElementsAndLinkRows() {
        db.write(session -> session.remove(session.find(Line.class, 2)));
        trashInvoice();
        db.write(session ->
                assertThat(Trash.of(session).forceDelete(Invoice.class, 1)).isTrue());
        assertThat(db.count("invoice")
                        + db.count("line")
                        + db.count("invoice_notes")
                        + db.count("invoice_label")
                        + db.count("shelf_invoice"))
                .isZero();
        assertThat(db.count("label")).isEqualTo(1);
    }

    @Test
    void aForcedDeletionOfTheLiveWorksToo() {
        db.write(session -> {
            Invoice invoice = session.find(Invoice.class, 1);
            Trash.of(session).forceDelete(invoice);
            assertThat(session.contains(invoice)).isFalse();
            assertThat(session.find(Invoice.class, 1)).isNull();
        });
        assertThat(db.count("invoice") + db.count("line")).isZero();
    }

    @Test
    void emptyingACollectionOfALiveOwnerDeletesItsRows() {
        db.write(session -> {
            session.find(Invoice.class, 1).notes = new ArrayList<>(List.of("third"));
            session.find(Invoice.class, 1).labels.clear();
        });
        assertThat(db.sql("select notes from invoice_notes")).isEqualTo("third");
        assertThat(db.count("invoice_label")).isZero();
    }

    @Test
    void statelessDeletesMarkAndKeepTheRowsOfCollections() {
        db.factory().inStatelessTransaction(session -> {
            Line line = session.get(Line.class, 1);
            Line other = session.get(Line.class, 2);
            session.deleteMultiple(List.of(line, other));
            session.delete(session.get(Invoice.class, 1));
            assertThat(session.get(Invoice.class, 1)).isNull();
        });
        assertThat(db.count("line where deleted_at is not null")).isEqualTo(2);
        assertThat(db.count("invoice where deleted_at is not null")).isEqualTo(1);
        assertThat(db.count("invoice_notes")).isEqualTo(2);
    }

    @Test
    void aBulkDeleteKeepsTheRowsOfCollections() {
        assertThat(db.<Integer>read(session ->
                        session.createMutationQuery("delete from Invoice").executeUpdate()))
                .isEqualTo(1);
        assertThat(db.count("invoice_notes")).isEqualTo(2);
        assertThat(db.count("invoice_label")).isEqualTo(1);
        assertThat(db.count("invoice where deleted_at is not null")).isEqualTo(1);
    }

    @Test
    void aRestoreThatWasVetoedHalfwayCannotBeCommitted() {
        trashInvoice();
        Runnable remove = SoftDeletion.of(db.factory()).addListener(new TrashListener() {
            @Override
            public void beforeRestore(TrashEvent event) {
                if (event.id().equals(3)) {
                    throw new IllegalStateException("line 3 stays in the trash");
                }
            }
        });
        try {
            assertThatThrownBy(() -> db.write(session -> assertThatThrownBy(
                                    () -> Trash.of(session).restore(Invoice.class, 1))
                            .hasMessageContaining("line 3 stays")))
                    .hasStackTraceContaining("cannot be committed");
            assertThat(db.count("invoice where deleted_at is null")).isZero();
        } finally {
            remove.run();
        }
    }

    @Test
    void listenersSeeWhatHappensAndCanVeto() {
        List<String> seen = new ArrayList<>();
        Runnable remove = SoftDeletion.of(db.factory()).addListener(new TrashListener() {
            @Override
            public void beforeTrash(TrashEvent event) {
                seen.add("trash " + name(event) + event.id());
                if (event.id().equals(3)) {
                    throw new IllegalStateException("line 3 stays");
                }
            }

            @Override
            public void afterRestore(TrashEvent event) {
                seen.add("restored " + name(event) + event.id());
            }

            @Override
            public void afterForceDelete(TrashEvent event) {
                seen.add("gone " + name(event) + event.id());
            }
        });
        try {
            assertThatThrownBy(CascadeIT::trashInvoice).hasMessageContaining("line 3 stays");
            assertThat(db.count("line where deleted_at is not null")).isZero();
            db.write(session -> session.remove(session.find(Line.class, 1)));
            db.write(session -> Trash.of(session).restore(Line.class, 1));
            db.write(session -> Trash.of(session).forceDelete(Line.class, 1));
            assertThat(seen).contains("trash Line1", "restored Line1", "gone Line1");
        } finally {
            remove.run();
        }
    }

    static String name(TrashEvent event) {
        return event.entityName().substring(event.entityName().indexOf('$') + 1);
    }

    @Entity(name = "Invoice")
    @SoftDeletable
    static class Invoice {
        @Id
        Integer id;

        @Version
        int version;

        String title;

        @OneToMany(mappedBy = "invoice", cascade = CascadeType.ALL, orphanRemoval = true)
        List<Line> lines = new ArrayList<>();

        @ElementCollection
        List<String> notes = new ArrayList<>();

        @ManyToMany
        Set<Label> labels = new HashSet<>();

        Invoice() {}

        Invoice(Integer id) {
            this.id = id;
            this.title = "invoice " + id;
        }
    }

    @Entity(name = "Line")
    @SoftDeletable(marker = Marker.EPOCH_MILLIS)
    static class Line {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Invoice invoice;

        Line() {}

        Line(Integer id, Invoice invoice) {
            this.id = id;
            this.invoice = invoice;
        }
    }

    @Entity(name = "Label")
    static class Label {
        @Id
        Integer id;

        Label() {}

        Label(Integer id) {
            this.id = id;
        }
    }

    @Entity(name = "Shelf")
    static class Shelf {
        @Id
        Integer id;

        @ManyToMany
        Set<Invoice> invoices = new HashSet<>();

        Shelf() {}

        Shelf(Integer id) {
            this.id = id;
        }
    }
}
