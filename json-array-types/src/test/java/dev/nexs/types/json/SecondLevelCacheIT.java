package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.ArrayColumn;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Documents and arrays through JCache with Caffeine, which stores what Java serialization makes of an entry. */
@PostgresServer
class SecondLevelCacheIT {

    @Entity(name = "Cached")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "cached")
    static class Cached {
        @Id
        long id = 1;

        @JsonbColumn
        Profile profile = profile();

        @JsonbColumn
        Settings settings = new Settings("dark", 1, new ArrayList<>(List.of("a")));

        @JsonbColumn
        Map<String, Object> attributes = new HashMap<>(Map.of("a", List.of(1, 2)));

        @JsonbColumn
        JsonNode node = JsonMapper.shared().createObjectNode().put("a", 1);

        @JsonbColumn
        Profile nothing;

        @ArrayColumn
        int[][] matrix = {{1, 2}, {3, 4}};

        @ArrayColumn
        List<List<String>> grid = new ArrayList<>(List.of(new ArrayList<>(List.of("a"))));
    }

    @Entity(name = "CachedByPath")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "cached-by-path")
    static class CachedByPath {
        @Id
        long id = 1;

        @JsonbColumn(partialUpdate = true)
        Map<String, Object> doc = new HashMap<>(Map.of("a", 1, "text", "x".repeat(500)));
    }

    private static final SqlLog LOG = new SqlLog();

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        Map<String, Object> settings = Map.of(
                "hibernate.session_factory.statement_inspector", LOG,
                "hibernate.cache.region.factory_class", "jcache",
                "hibernate.cache.use_query_cache", "true",
                "hibernate.javax.cache.provider", CaffeineCachingProvider.class.getName(),
                "hibernate.javax.cache.missing_cache_strategy", "create");
        factory = Databases.factory(node, settings, Cached.class, CachedByPath.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    private static Profile profile() {
        Profile profile = new Profile("Ann");
        profile.addresses.add(new Profile.Address("Rome"));
        return profile;
    }

    @BeforeEach
    void oneInTheCache() {
        node.execute("delete from Cached");
        factory.getCache().evictAll();
        factory.inTransaction(session -> session.persist(new Cached()));
        factory.inSession(session -> session.find(Cached.class, 1L));
        LOG.clear();
    }

    @Test
    void everyShapeComesBackFromTheCacheWithoutAStatement() {
        factory.inTransaction(session -> assertThat(session.find(Cached.class, 1L))
                .usingRecursiveComparison()
                .isEqualTo(new Cached()));
        assertThat(LOG.all()).isEmpty();
    }

    @Test
    void aChangeThatIsRolledBackDoesNotReachTheCache() {
        factory.inSession(session -> {
            Cached cached = session.find(Cached.class, 1L);
            cached.profile.addresses.clear();
            cached.attributes.clear();
            cached.matrix[0][0] = 99;
        });
        factory.inSession(session -> assertThat(session.find(Cached.class, 1L))
                .usingRecursiveComparison()
                .isEqualTo(new Cached()));
        assertThat(LOG.all()).isEmpty();
    }

    @Test
    void aChangeInsideIsStoredAndSeenByTheNextReaderOfTheCache() {
        factory.inTransaction(session -> {
            Cached cached = session.find(Cached.class, 1L);
            cached.profile.addresses.get(0).city = "Oslo";
            cached.grid.get(0).set(0, "b");
        });
        LOG.clear();
        assertChanged();
        assertThat(LOG.all()).isEmpty();
        factory.getCache().evictAll();
        assertChanged();
        assertThat(LOG.all()).hasSize(1);
    }

    private static void assertChanged() {
        factory.inSession(session -> {
            Cached cached = session.find(Cached.class, 1L);
            assertThat(cached.profile.addresses.get(0).city).isEqualTo("Oslo");
            assertThat(cached.grid).isEqualTo(List.of(List.of("b")));
        });
    }

    @Test
    void aPartialDocumentInTheCacheIsSentAsAWholeAndReadAsItIs() {
        factory.inTransaction(session -> session.persist(new CachedByPath()));
        factory.inTransaction(
                session -> session.find(CachedByPath.class, 1L).doc.put("a", 2));
        assertThat(LOG.all()).noneMatch(sql -> sql.contains("jsonb_set"));
        factory.inSession(
                session -> assertThat(session.find(CachedByPath.class, 1L).doc).containsEntry("a", 2));
    }

    @Test
    void theQueryCacheTellsTheDocumentsOfItsArgumentsApart() {
        assertThat(idsWith("{\"name\": \"Ann\"}")).containsExactly(1L);
        LOG.clear();
        assertThat(idsWith("{\"name\": \"Ann\"}")).containsExactly(1L);
        assertThat(LOG.all()).isEmpty();
        assertThat(idsWith("{\"name\": \"Bob\"}")).isEmpty();
        assertThat(LOG.all()).hasSize(1);
    }

    private static List<Long> idsWith(String part) {
        return factory.fromTransaction(session -> session.createSelectionQuery(
                        "select c.id from Cached c where jsonb_contains(c.profile, :part)", Long.class)
                .setParameter("part", part)
                .setCacheable(true)
                .getResultList());
    }
}
