package dev.nexs.associations.enhanced;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.AssociationsSettings;
import dev.nexs.associations.Preload;
import dev.nexs.associations.StrictLoadingException;
import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.engine.spi.PersistentAttributeInterceptable;

/** What the test does, loaded by the class loader that enhances, so that it sees the enhanced classes. */
public final class Scenes implements AutoCloseable {

    private final Node node;
    private final Shop shop;

    public Scenes(Node node) {
        this.node = node;
        shop = new Shop(node, Map.of(), Warehouse.class, Parcel.class, Sticker.class, Seal.class);
        shop.in(session -> {
            for (long i = 1; i <= 4; i++) {
                Warehouse here = new Warehouse(i, "here " + i);
                session.persist(here);
                Parcel parcel = new Parcel(i, here);
                session.persist(parcel);
                if (i < 4) {
                    session.persist(new Seal(i, parcel));
                }
                session.persist(new Sticker(i, parcel));
            }
        });
    }

    public void theClassesAreEnhanced() {
        assertThat(PersistentAttributeInterceptable.class).isAssignableFrom(Parcel.class);
        shop.in(session -> {
            List<Parcel> parcels = parcels(session);
            assertThat(Hibernate.isPropertyInitialized(parcels.get(0), "seal")).isFalse();
            parcels.forEach(parcel -> parcel.getWarehouse().getName());
            assertThat(shop.statements()).as("one by one without a preload").hasSize(4);
        });
    }

    public void referencesThatStandForThemselvesAreLoadedTogether() {
        shop.in(session -> {
            List<Parcel> parcels = parcels(session);
            Preload.of(session).with("warehouse.parcels").into(parcels);
            assertThat(shop.statements()).hasSize(2);
            assertThat(parcels).allSatisfy(parcel -> {
                assertThat(parcel.getWarehouse().getName()).startsWith("here");
                assertThat(parcel.getWarehouse().getParcels()).containsExactly(parcel);
            });
            assertThat(shop.statements()).hasSize(2);
        });
    }

    public void attributesOfLazyGroupsAreFilledTogetherAndAreNoChange() {
        shop.in(session -> {
            List<Parcel> parcels = parcels(session);
            Preload.of(session).with("seal", "stickers").into(parcels);
            assertThat(shop.statements()).hasSize(2);
            assertThat(parcels.subList(0, 3))
                    .allSatisfy(
                            parcel -> assertThat(parcel.getSeal().getNumber()).startsWith("seal"));
            assertThat(parcels.get(3).getSeal()).isNull();
            assertThat(parcels)
                    .allSatisfy(parcel -> assertThat(parcel.getStickers()).hasSize(1));
            assertThat(Hibernate.isPropertyInitialized(parcels.get(0), "text")).isFalse();
            session.flush();
            assertThat(shop.statements()).hasSize(2);
            assertThat(parcels.get(0).getText()).isEqualTo("text 1");
        });
    }

    public void aLazyBasicAttributeMayEndAPath() {
        shop.in(session -> {
            List<Parcel> parcels = parcels(session);
            Preload.of(session).with("text", "warehouse.parcels.text").into(parcels);
            assertThat(shop.statements()).hasSize(3);
            assertThat(parcels).extracting(Parcel::getText).containsExactly("text 1", "text 2", "text 3", "text 4");
            session.flush();
            assertThat(shop.statements()).hasSize(3);
        });
    }

    public void aWrittenAttributeKeepsWhatWasWritten() {
        shop.in(session -> {
            List<Parcel> parcels = parcels(session);
            parcels.get(0).setSeal(null);
            Preload.of(session).with("seal").into(parcels);
            assertThat(parcels.get(0).getSeal()).isNull();
            assertThat(parcels.get(1).getSeal().getNumber()).isEqualTo("seal 2");
            session.getTransaction().setRollbackOnly();
        });
    }

    public void strictLoadingHoldsForReferencesThatStandForThemselves() {
        try (Shop strict = again(AssociationsSettings.LAZY_LOADING, "throw")) {
            strict.in(session -> {
                List<Parcel> parcels = parcels(session);
                strict.forget();
                Parcel first = parcels.get(0);
                assertThatThrownBy(() -> first.getWarehouse().getName())
                        .isInstanceOf(StrictLoadingException.class)
                        .hasMessageContaining("Warehouse#1");
                assertThatThrownBy(() -> first.getStickers().size()).isInstanceOf(StrictLoadingException.class);
                assertThat(strict.statements()).noneMatch(sql -> sql.contains("warehouse w"));
                Preload.of(session).with("warehouse").into(parcels);
                assertThat(first.getWarehouse().getName()).isEqualTo("here 1");
            });
        }
    }

    public void whatIsTouchedIsLoadedForAllOfTheResult() {
        try (Shop automatic = again(AssociationsSettings.AUTO_PRELOAD, "on")) {
            automatic.in(session -> {
                List<Parcel> parcels = parcels(session);
                automatic.forget();
                assertThat(parcels)
                        .extracting(parcel -> parcel.getWarehouse().getName())
                        .containsExactly("here 1", "here 2", "here 3", "here 4");
                assertThat(automatic.statements()).hasSize(1);
                parcels.forEach(
                        parcel -> assertThat(parcel.getWarehouse().getParcels()).containsExactly(parcel));
                assertThat(automatic.statements()).hasSize(2);
            });
        }
    }

    private Shop again(String setting, String value) {
        return new Shop(
                node,
                Map.of("hibernate.hbm2ddl.auto", "none", setting, value),
                Warehouse.class,
                Parcel.class,
                Sticker.class,
                Seal.class);
    }

    private List<Parcel> parcels(Session session) {
        List<Parcel> parcels = session.createSelectionQuery("from Parcel order by id", Parcel.class)
                .getResultList();
        shop.forget();
        return parcels;
    }

    @Override
    public void close() {
        shop.close();
    }
}
