package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.SQLDelete;
import org.hibernate.annotations.SoftDelete;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each mistake in a mapping gets a sentence when the session factory is built. */
@PostgresServer
class MisuseIT {

    private static Node node;

    @BeforeAll
    static void server(Node given) {
        node = given;
    }

    private static void refused(String message, Class<?>... entities) {
        assertThatThrownBy(() -> new Database(node, entities).close())
                .isInstanceOf(SoftDeleteMappingException.class)
                .hasMessageContaining(message);
    }

    @Test
    void twoMarkersInAHierarchy() {
        refused("defines the marker of the hierarchy a second time", Top.class, Below.class);
    }

    @Test
    void aMarkerBelowTheRoot() {
        refused("only possible on the root of the hierarchy", Plain.class, MarkedBelow.class);
    }

    @Test
    void hibernatesOwnSoftDelete() {
        refused("both @SoftDeletable and Hibernate's @SoftDelete", WithSoftDelete.class);
    }

    @Test
    void sqlDelete() {
        refused("has @SQLDelete, which would never run", WithSqlDelete.class);
    }

    @Test
    void aWritableMarkerAttribute() {
        refused("writes the column \"deleted_at\", which belongs to soft delete", Writable.class);
    }

    @Test
    void aViewOfTheWrongType() {
        refused("cannot show a marker of type BOOLEAN", WrongType.class);
    }

    @Test
    void aViewOfAnotherColumn() {
        refused("but the marker is in \"deleted_at\"", OtherColumn.class);
    }

    @Test
    void severalViewsOfTheMarker() {
        refused("has several attributes with @DeletedAt: deletedAt, removedAt. Keep one.", SeveralViews.class);
    }

    @Test
    void aViewWithoutATrash() {
        refused(
                "ViewOnly.deletedAt carries @DeletedAt or @DeletedBy, but dev.nexs.softdelete.MisuseIT$ViewOnly is not"
                        + " @SoftDeletable",
                ViewOnly.class);
        refused("UserOnly.deletedBy carries @DeletedAt or @DeletedBy", UserOnly.class);
    }

    @Test
    void aViewBelowTheRoot() {
        refused("ViewBelow.deletedAt carries @DeletedAt or @DeletedBy", Top.class, ViewBelow.class);
    }

    @Test
    void severalViewsOfWho() {
        refused("has several attributes with @DeletedBy: deletedBy, removedBy. Keep one.", SeveralWho.class);
    }

    @Test
    void aViewInsideAnEmbeddable() {
        refused("Trail.deletedAt carries @DeletedAt or @DeletedBy inside an embeddable", WithTrail.class);
        refused("Trail.deletedBy carries @DeletedAt or @DeletedBy inside an embeddable", PlainWithTrail.class);
    }

    @Test
    void aWritableMarkerInsideAnEmbeddable() {
        refused(
                "The attribute dev.nexs.softdelete.MisuseIT$WithDates.dates.gone writes the column \"deleted_at\"",
                WithDates.class);
    }

    @Test
    void aHiddenReferenceInsideAnEmbeddable() {
        refused("WithAddress.address.city cannot be hidden", WithAddress.class, City.class);
    }

    @Test
    void anUnknownUniqueColumn() {
        refused("names \"nope\", which is neither an attribute of it nor a column", UnknownUnique.class);
    }

    @Test
    void aPolicyOnAReferenceToWhatIsNeverTrashed() {
        refused("but its target", Pointless.class, Plain.class);
    }

    @Test
    void aPolicyOnWhatIsNoReference() {
        refused("PolicyOnText.name carries @OnTrashed and is no reference to one entity", PolicyOnText.class);
        refused("PolicyOnMany.cities carries @OnTrashed and is no reference", PolicyOnMany.class, City.class);
    }

    @Test
    void aMisspeltSetting() {
        assertThatThrownBy(() -> new Database(node, Map.of("nexs.soft-delete.makrer", "boolean"), Plain.class).close())
                .hasMessageContaining(
                        "The setting nexs.soft-delete.makrer is unknown; there are nexs.soft-delete.marker, ");
    }

    @Test
    void wrongSettingsAreReportedTogether() {
        assertThatThrownBy(() -> new Database(
                                node,
                                Map.of(
                                        SoftDeleteSettings.MARKER,
                                        "sometimes",
                                        SoftDeleteSettings.ON_TRASHED,
                                        "panic",
                                        SoftDeleteSettings.DELETED_BY_PROVIDER,
                                        "no.such.Provider"),
                                Plain.class)
                        .close())
                .isInstanceOf(SoftDeleteMappingException.class)
                .hasMessageContaining("nexs.soft-delete.marker is \"sometimes\"")
                .hasMessageContaining("boolean, epoch-millis, timestamp")
                .hasMessageContaining("nexs.soft-delete.on-trashed is \"panic\"")
                .hasMessageContaining("no.such.Provider");
    }

    @Test
    void theTrashOfAnEntityThatHasNone() {
        try (Database db = new Database(node, Plain.class, Top.class)) {
            db.write(session -> assertThatThrownBy(() -> Trash.of(session).restore(Plain.class, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no trash: it is not @SoftDeletable"));
        }
    }

    @Entity(name = "Top")
    @SoftDeletable
    static class Top {
        @Id
        Integer id;
    }

    @Entity(name = "Below")
    @SoftDeletable
    static class Below extends Top {}

    @Entity(name = "Plain")
    static class Plain {
        @Id
        Integer id;
    }

    @Entity(name = "MarkedBelow")
    @SoftDeletable
    static class MarkedBelow extends Plain {}

    @Entity(name = "WithSoftDelete")
    @SoftDeletable
    @SoftDelete
    static class WithSoftDelete {
        @Id
        Integer id;
    }

    @Entity(name = "WithSqlDelete")
    @SoftDeletable
    @SQLDelete(sql = "update WithSqlDelete set gone = true where id = ?")
    static class WithSqlDelete {
        @Id
        Integer id;
    }

    @Entity(name = "Writable")
    @SoftDeletable
    static class Writable {
        @Id
        Integer id;

        @Column(name = "deleted_at")
        Instant deletedAt;
    }

    @Entity(name = "WrongType")
    @SoftDeletable(marker = Marker.BOOLEAN)
    static class WrongType {
        @Id
        Integer id;

        @DeletedAt
        Instant deletedAt;
    }

    @Entity(name = "OtherColumn")
    @SoftDeletable
    static class OtherColumn {
        @Id
        Integer id;

        @DeletedAt
        @Column(name = "removed_on")
        Instant deletedAt;
    }

    @Entity(name = "SeveralViews")
    @SoftDeletable
    static class SeveralViews {
        @Id
        Integer id;

        @DeletedAt
        Instant deletedAt;

        @DeletedAt
        Instant removedAt;
    }

    @Entity(name = "ViewOnly")
    static class ViewOnly {
        @Id
        Integer id;

        @DeletedAt
        Instant deletedAt;
    }

    @Entity(name = "UserOnly")
    static class UserOnly {
        @Id
        Integer id;

        @DeletedBy
        String deletedBy;
    }

    @Entity(name = "ViewBelow")
    static class ViewBelow extends Top {
        @DeletedAt
        Instant deletedAt;
    }

    @Entity(name = "UnknownUnique")
    @SoftDeletable(unique = "nope")
    static class UnknownUnique {
        @Id
        Integer id;
    }

    @Entity(name = "Pointless")
    static class Pointless {
        @Id
        Integer id;

        @ManyToOne
        @OnTrashed(TrashedReference.HIDE)
        Plain plain;
    }

    @Entity
    @SoftDeletable
    static class SeveralWho {
        @Id
        Integer id;

        @DeletedBy
        String deletedBy;

        @DeletedBy
        String removedBy;
    }

    @Embeddable
    static class Trail {
        @DeletedAt
        Instant deletedAt;

        @DeletedBy
        String deletedBy;
    }

    @Entity
    @SoftDeletable
    static class WithTrail {
        @Id
        Integer id;

        @Embedded
        Trail trail;
    }

    @Entity
    static class PlainWithTrail {
        @Id
        Integer id;

        @Embedded
        Trail trail;
    }

    @Embeddable
    static class Dates {
        Instant created;

        @Column(name = "deleted_at")
        Instant gone;
    }

    @Entity
    @SoftDeletable
    static class WithDates {
        @Id
        Integer id;

        @Embedded
        Dates dates;
    }

    @Entity
    @SoftDeletable
    static class City {
        @Id
        Integer id;
    }

    @Embeddable
    static class Address {
        @ManyToOne
        @OnTrashed(TrashedReference.HIDE)
        City city;
    }

    @Entity
    static class WithAddress {
        @Id
        Integer id;

        @Embedded
        Address address;
    }

    @Entity
    static class PolicyOnText {
        @Id
        Long id;

        @OnTrashed(TrashedReference.FAIL)
        String name;
    }

    @Entity
    static class PolicyOnMany {
        @Id
        Long id;

        @OneToMany
        @OnTrashed(TrashedReference.HIDE)
        List<City> cities;
    }
}
