package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class CachedAssociationIT {

    private Shop shop;
    private Long id;

    @BeforeEach
    void start(Node node) {
        shop = shop(node, Map.of());
        shop.in(session -> {
            Shelf shelf = new Shelf();
            shelf.owner = new Owner();
            for (int i = 0; i < 3; i++) {
                shelf.books.add(new Book(shelf));
            }
            session.persist(shelf);
            session.flush();
            id = shelf.id;
        });
    }

    private static Shop shop(Node node, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "hibernate.cache.region.factory_class", "jcache",
                "hibernate.javax.cache.provider", "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider",
                "hibernate.javax.cache.missing_cache_strategy", "create",
                "hibernate.cache.use_second_level_cache", "true",
                "hibernate.generate_statistics", "true"));
        settings.putAll(more);
        return new Shop(node, settings, Shelf.class, Book.class, Owner.class);
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private int statementsToRead() {
        shop.in(session -> {
            Shelf shelf = session.find(Shelf.class, id);
            shop.forget();
            assertThat(shelf.books).isNotEmpty();
            shelf.owner.getId();
            shelf.owner.getName();
        });
        return shop.statements().size();
    }

    @Test
    void aCachedCollectionAndItsMembersAndTargetsComeWithoutAStatement() {
        statementsToRead();
        assertThat(statementsToRead()).isZero();
        AssociationCache cache = AssociationCache.of(shop.factory());
        assertThat(cache.collection(Shelf.class, "books").hits()).isEqualTo(1);
        assertThat(cache.collection(Shelf.class, "books").misses()).isEqualTo(1);
        assertThat(cache.collection(Shelf.class, "books").puts()).isEqualTo(1);
        assertThat(cache.entity(Owner.class).hits()).isPositive();
    }

    @Test
    void preloadTakesFromTheCacheAndAsksForTheRest() {
        statementsToRead();
        shop.in(session -> {
            Shelf cached = session.find(Shelf.class, id);
            Shelf fresh = new Shelf();
            session.persist(fresh);
            session.flush();
            session.clear();
            List<Shelf> shelves = session.createSelectionQuery("from CachedShelf", Shelf.class)
                    .getResultList();
            shop.forget();
            Preload.of(session).with("books", "owner").into(shelves);
            assertThat(shop.statements()).hasSize(1);
            session.remove(session.find(Shelf.class, fresh.id));
        });
    }

    @Test
    void appendingInvalidatesTheCollection() {
        statementsToRead();
        shop.in(session -> {
            Shelf shelf = session.find(Shelf.class, id);
            Associations.of(session).<Book>collection(shelf, "books").append(new Book(null));
        });
        shop.in(session -> assertThat(session.find(Shelf.class, id).books).hasSize(4));
    }

    @Test
    void changesByOthersNeedAnEviction(Node node) {
        statementsToRead();
        node.execute("delete from cachedbook where id = (select min(id) from cachedbook)");
        AssociationCache.of(shop.factory()).evict(Shelf.class, "books", id);
        shop.in(session -> assertThat(session.find(Shelf.class, id).books).hasSize(2));
    }

    @Test
    void strictLoadingAllowsWhatTheCacheHas() {
        statementsToRead();
        shop.in(session -> {
            Shelf shelf = session.find(Shelf.class, id);
            Guards.of(session).lazyLoading(LazyLoading.THROW);
            assertThat(shelf.books).hasSize(3);
        });
        AssociationCache.of(shop.factory()).evict(Shelf.class, "books", id);
        shop.in(session -> {
            Shelf shelf = session.find(Shelf.class, id);
            Guards.of(session).lazyLoading(LazyLoading.THROW);
            assertThatThrownBy(() -> shelf.books.size()).isInstanceOf(StrictLoadingException.class);
        });
    }

    @Test
    void theSettingCachesEveryAssociationAndRefusesOtherValues(Node node) {
        assertThatThrownBy(() -> shop(node, Map.of(AssociationsSettings.CACHE, "sometimes")))
                .hasMessageContaining("nexs.associations.cache is 'sometimes'; allowed are none, read-only");
        try (Shop all =
                shop(node, Map.of(AssociationsSettings.CACHE, "read-write", "hibernate.hbm2ddl.auto", "none"))) {
            assertThat(all.factory().getStatistics().getSecondLevelCacheRegionNames())
                    .anyMatch(region -> region.endsWith("Book.shelf") || region.endsWith("Shelf"));
        }
    }

    @Test
    void anAttributeThatIsNoAssociationIsRefused(Node node) {
        assertThatThrownBy(() -> new Shop(node, Map.of(), Label.class).close())
                .hasMessageContaining("Label.text is annotated with @CachedAssociation, but is no association");
    }

    @Entity(name = "CachedLabel")
    public static class Label {
        @Id
        public Long id;

        @CachedAssociation
        public String text;
    }

    @Entity(name = "CachedShelf")
    public static class Shelf {
        @Id
        @GeneratedValue
        public Long id;

        @OneToMany(mappedBy = "shelf", cascade = CascadeType.ALL)
        @CachedAssociation
        public List<Book> books = new ArrayList<>();

        @ManyToOne(fetch = FetchType.LAZY, cascade = CascadeType.PERSIST)
        @CachedAssociation
        public Owner owner;
    }

    @Entity(name = "CachedBook")
    public static class Book {
        @Id
        @GeneratedValue
        public Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        public Shelf shelf;

        protected Book() {}

        public Book(Shelf shelf) {
            this.shelf = shelf;
        }
    }

    @Entity(name = "CachedOwner")
    public static class Owner {
        @Id
        @GeneratedValue
        public Long id;

        public String name;

        public Long getId() {
            return id;
        }

        public String getName() {
            return name;
        }
    }
}
