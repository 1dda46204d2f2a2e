package dev.nexs.types.partial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.support.SqlLog;
import java.io.IOException;
import java.io.InputStream;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.enhance.spi.UnloadedClass;
import org.hibernate.bytecode.internal.bytebuddy.BytecodeProviderImpl;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SelfDirtinessTracker;
import org.junit.jupiter.api.Test;

/** Entities that the build has enhanced note what was assigned; as with Quarkus, where every entity is. */
@PostgresServer
public class EnhancedEntityIT {

    /** What the test sees of an entity whose class another loader has. */
    public interface Held {
        void assign(int likes, int views);

        int likes();

        int views();

        void tag(String... tags);

        void rename(String title);

        int version();
    }

    /** No {@code equals}. */
    public static class Counts {
        public int likes;
        public int views;

        public Counts() {}

        public Counts(int likes, int views) {
            this.likes = likes;
            this.views = views;
        }
    }

    private static final SqlLog LOG = new SqlLog();

    @Test
    void editsOfDifferentMembersBothSurviveAndTheWholeDocumentIsNotSentBehindThem(Node node) throws Exception {
        Class<?> type = enhanced(EnhancedByPath.class);
        try (SessionFactory factory = factory(node, type)) {
            factory.inTransaction(first -> {
                Held mine = (Held) first.find(type, 1L);
                factory.inTransaction(second -> ((Held) second.find(type, 1L)).assign(1, 3));
                mine.assign(2, 2);
                mine.rename("changed");
            });
            assertThat(LOG.all())
                    .filteredOn(sql -> sql.startsWith("update") && sql.contains("counts"))
                    .hasSize(2)
                    .allMatch(sql -> sql.contains("jsonb_set"));
            factory.inSession(session -> {
                Held held = (Held) session.find(type, 1L);
                assertThat(held.likes()).isEqualTo(2);
                assertThat(held.views()).isEqualTo(3);
            });
        }
    }

    @Test
    void anEqualValueInANewObjectIsNoChange(Node node) throws Exception {
        for (Class<?> plain : new Class<?>[] {EnhancedByPath.class, EnhancedVersioned.class}) {
            Class<?> type = enhanced(plain);
            try (SessionFactory factory = factory(node, type)) {
                factory.inTransaction(session -> {
                    Held held = (Held) session.find(type, 1L);
                    held.assign(1, 2);
                    held.tag("a");
                });
                assertThat(LOG.all())
                        .filteredOn(sql -> sql.startsWith("update"))
                        .isEmpty();

                factory.inTransaction(session -> {
                    Held held = (Held) session.find(type, 1L);
                    held.assign(1, 2);
                    held.rename("other");
                });
                assertThat(LOG.all())
                        .filteredOn(sql -> sql.startsWith("update"))
                        .singleElement()
                        .asString()
                        .contains("title=?");
            }
        }
    }

    private static SessionFactory factory(Node node, Class<?> type) throws Exception {
        assertThat(type.getInterfaces()).contains(SelfDirtinessTracker.class);
        Configuration configuration = new Configuration(new BootstrapServiceRegistryBuilder()
                .applyClassLoader(type.getClassLoader())
                .build());
        configuration.getProperties().put("hibernate.connection.datasource", node.dataSource());
        configuration.getProperties().put("hibernate.hbm2ddl.auto", "create");
        configuration.getProperties().put("hibernate.session_factory.statement_inspector", LOG);
        SessionFactory factory = configuration.addAnnotatedClass(type).buildSessionFactory();
        Object entity = type.getConstructor().newInstance();
        factory.inTransaction(session -> session.persist(entity));
        LOG.clear();
        return factory;
    }

    /** The class as the build's plugin would have made it. */
    private static Class<?> enhanced(Class<?> plain) throws IOException {
        Enhancer enhancer = new BytecodeProviderImpl().getEnhancer(new DefaultEnhancementContext() {
            @Override
            public boolean isEntityClass(UnloadedClass descriptor) {
                return descriptor.getName().equals(plain.getName());
            }

            @Override
            public boolean doBiDirectionalAssociationManagement(
                    org.hibernate.bytecode.enhance.spi.UnloadedField field) {
                return false;
            }
        });
        String resource = plain.getName().replace('.', '/') + ".class";
        byte[] original;
        try (InputStream stream = plain.getClassLoader().getResourceAsStream(resource)) {
            original = stream.readAllBytes();
        }
        enhancer.discoverTypes(plain.getName(), original);
        byte[] bytes = enhancer.enhance(plain.getName(), original);
        ClassLoader loader = new ClassLoader(plain.getClassLoader()) {
            private Class<?> defined;

            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals(plain.getName())) {
                    return super.loadClass(name, resolve);
                }
                if (defined == null) {
                    defined = defineClass(name, bytes, 0, bytes.length);
                }
                return defined;
            }
        };
        try {
            return loader.loadClass(plain.getName());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
