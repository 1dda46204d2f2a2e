package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.ClassLoaderServiceImpl;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.persister.internal.StandardPersisterClassResolver;
import org.junit.jupiter.api.Test;

/** An application that has the module on its class path and uses nothing of it. */
@PostgresServer
class UnusedIT {

    private static final String OURS = "dev.nexs.softdelete";

    /** What a session factory consists of, in words that can be compared. */
    private static Map<String, Object> describe(Node node, boolean withModule) {
        BootstrapServiceRegistryBuilder bootstrap = new BootstrapServiceRegistryBuilder();
        if (!withModule) {
            bootstrap.applyClassLoaderService(new WithoutModule());
        }
        BootstrapServiceRegistry loaders = bootstrap.build();
        try (StandardServiceRegistry registry = new StandardServiceRegistryBuilder(loaders)
                .applySetting("jakarta.persistence.jdbc.url", node.jdbcUrl())
                .applySetting("jakarta.persistence.jdbc.user", node.username())
                .applySetting("jakarta.persistence.jdbc.password", node.password())
                .build()) {
            Metadata metadata =
                    new MetadataSources(registry).addAnnotatedClass(Plain.class).buildMetadata();
            try (SessionFactoryImplementor factory =
                    metadata.buildSessionFactory().unwrap(SessionFactoryImplementor.class)) {
                return Map.of(
                        "settings", new LinkedHashSet<>(factory.getProperties().keySet()),
                        "profiles", metadata.getFetchProfiles().size(),
                        "defined profiles", factory.getDefinedFetchProfileNames(),
                        "mapping", mapping(metadata),
                        "schema objects",
                                metadata.getDatabase()
                                        .getAuxiliaryDatabaseObjects()
                                        .size(),
                        "listeners", listeners(factory),
                        "persisters", persisters(factory),
                        "translator",
                                factory.getQueryEngine()
                                        .getSqmTranslatorFactory()
                                        .getClass(),
                        "options", factory.getSessionFactoryOptions().getClass());
            }
        }
    }

    private static List<String> mapping(Metadata metadata) {
        List<String> described = new ArrayList<>();
        for (PersistentClass entity : metadata.getEntityBindings()) {
            described.add(entity.getEntityName() + " " + entity.getRootClass().getStateManagementType() + " "
                    + entity.getTable().getColumns());
            entity.getProperties().forEach(property -> described.add(property.getName()));
        }
        for (Collection collection : metadata.getCollectionBindings()) {
            described.add(collection.getRole() + " " + collection.getStateManagementType() + " "
                    + collection.getCollectionTable().getPrimaryKey());
        }
        return described;
    }

    @SuppressWarnings("deprecation")
    private static List<Class<?>> listeners(SessionFactoryImplementor factory) {
        List<Class<?>> found = new ArrayList<>();
        EventType.values()
                .forEach(type -> factory.getEventListenerRegistry()
                        .getEventListenerGroup(type)
                        .listeners()
                        .forEach(listener -> found.add(listener.getClass())));
        return found;
    }

    private static Set<Class<?>> persisters(SessionFactoryImplementor factory) {
        Set<Class<?>> found = new LinkedHashSet<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            found.add(entity.getClass());
            found.add(entity.getDeleteCoordinator().getClass());
            found.add(entity.getUpdateCoordinator().getClass());
        });
        factory.getMappingMetamodel().forEachCollectionDescriptor(collection -> found.add(collection.getClass()));
        return found;
    }

    @Test
    void theFactoryIsTheOneThatHibernateMakesWithoutTheModule(Node node) {
        Map<String, Object> with = describe(node, true);
        Map<String, Object> without = describe(node, false);

        assertThat(with).isEqualTo(without);
        assertThat(with.toString()).doesNotContain(OURS + ".internal");
    }

    @Test
    void aSessionCarriesNothing(Node node) {
        try (Database database = new Database(node, Plain.class)) {
            database.read(session -> {
                assertThat(session.unwrap(SessionImplementor.class)
                                .getExtension(dev.nexs.softdelete.internal.hibernate.model.SessionTrash.class))
                        .isNull();
                return null;
            });
        }
    }

    @Test
    void whoAsksForATrashIsToldThatThereIsNone(Node node) {
        try (Database database = new Database(node, Plain.class)) {
            assertThatThrownBy(() -> database.write(Trash::of))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no trash")
                    .hasMessageContaining("@SoftDeletable");
            assertThat(SoftDeletion.of(database.factory()).ddl()).isEmpty();
        }
    }

    @Test
    void theApplicationsChoiceOfPersistersIsAsked(Node node) {
        Chooser.asked.clear();
        try (Database database =
                new Database(node, Map.of("hibernate.persister.resolver", Chooser.class.getName()), Plain.class)) {
            assertThat(Chooser.asked).contains(Plain.class.getName());
            assertThat(database.factory().isOpen()).isTrue();
        }
    }

    /** Finds every service but those of the module. */
    private static final class WithoutModule extends ClassLoaderServiceImpl implements ClassLoaderService {

        private static final long serialVersionUID = 1L;

        @Override
        public <S> java.util.Collection<S> loadJavaServices(Class<S> contract) {
            return super.loadJavaServices(contract).stream()
                    .filter(service -> !service.getClass().getName().startsWith(OURS))
                    .toList();
        }
    }

    /** An application's own choice. */
    public static final class Chooser extends StandardPersisterClassResolver {

        private static final long serialVersionUID = 1L;

        static final List<String> asked = new ArrayList<>();

        @Override
        public Class<? extends org.hibernate.persister.entity.EntityPersister> getEntityPersisterClass(
                PersistentClass entity) {
            asked.add(entity.getEntityName());
            return super.getEntityPersisterClass(entity);
        }
    }

    @Entity(name = "Plain")
    static class Plain {
        @Id
        Long id;

        String name;

        @ManyToMany
        @JoinTable(name = "plain_link")
        Set<Plain> others;
    }
}
