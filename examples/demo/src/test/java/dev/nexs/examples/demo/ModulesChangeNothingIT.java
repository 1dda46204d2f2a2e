package dev.nexs.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.hibernate.SessionFactory;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.ClassLoaderServiceImpl;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.Type;
import org.junit.jupiter.api.Test;

/**
 * A module on the class path changes no entity that does not use it. Whatever is found by service loading is hidden or
 * shown module by module, so plain Hibernate and each module are compared in one process.
 */
@PostgresServer
class ModulesChangeNothingIT {

    /** Packages of a module, and of the libraries that it brings. */
    private static final Map<String, String> BROUGHT = Map.of("io.hypersistence.", "types");

    private static final String HOUSE = "dev.nexs.";

    @Test
    void noModuleChangesAColumnATypeABindingOrAValueOfAnEntityThatDoesNotUseIt(Node node) throws SQLException {
        Boot plain = new Boot(node, module -> false);
        Seen expected = plain.run(true);
        assertThat(expected.columns).hasSizeGreaterThan(60);

        Set<String> modules = new TreeSet<>();
        Seen together = new Boot(node, module -> {
                    modules.add(module);
                    return true;
                })
                .readsAnd();
        assertThat(modules).contains("associations", "orm", "softdelete", "types");
        assertSame(expected, together, "all modules");
        for (String module : modules) {
            plain.run(true);
            Boot one = new Boot(node, module::equals);
            assertSame(expected, one.run(false), module + " reads what plain Hibernate wrote");
            assertSame(expected, one.run(true), module + " reads what it wrote");
            assertSame(expected, plain.run(false), "plain Hibernate reads what " + module + " wrote");
        }
    }

    private static void assertSame(Seen expected, Seen seen, String when) {
        assertThat(seen.columns).as(when + ": columns").containsExactlyEntriesOf(expected.columns);
        assertThat(seen.types).as(when + ": types").containsExactlyEntriesOf(expected.types);
        assertThat(seen.row).as(when + ": what was bound").isEqualTo(expected.row);
        assertThat(seen.values).as(when + ": what is read").containsExactlyEntriesOf(expected.values);
    }

    @Test
    void anApplicationMayStillAskForTheContributorOfHypersistence(Node node) {
        Boot asked = new Boot(node, "types"::equals, Map.of("hypersistence.utils.enable_types_contributor", "true"));
        assertThatThrownBy(() -> asked.run(true)).hasMessageContaining("'period'"); // whose type it takes over
    }

    /** Everything that can be told apart: as text, so that a difference reads well. */
    private record Seen(
            Map<String, String> columns, Map<String, String> types, String row, Map<String, String> values) {}

    /** A session factory that sees some modules only. */
    private record Boot(Node node, Predicate<String> modules, Map<String, Object> settings) {

        Boot(Node node, Predicate<String> modules) {
            this(node, modules, Map.of());
        }

        Seen readsAnd() throws SQLException {
            Seen read = run(false);
            assertThat(run(true)).as("what is written and what is read").isEqualTo(read);
            return read;
        }

        Seen run(boolean writes) throws SQLException {
            StandardServiceRegistry registry = new StandardServiceRegistryBuilder(new BootstrapServiceRegistryBuilder()
                            .applyClassLoaderService(new Services(modules))
                            .build())
                    .applySettings(settings)
                    .applySetting("hibernate.connection.datasource", node.dataSource())
                    .applySetting("hibernate.hbm2ddl.auto", writes ? "create" : "validate")
                    .build();
            try {
                Metadata metadata = new MetadataSources(registry)
                        .addAnnotatedClass(EveryBasicType.class)
                        .buildMetadata();
                try (SessionFactory factory = metadata.buildSessionFactory()) {
                    if (writes) {
                        factory.inTransaction(session -> session.persist(new EveryBasicType()));
                    }
                    factory.inTransaction(session -> {
                        session.find(EveryBasicType.class, 1L);
                        session.flush();
                    });
                    return new Seen(
                            columns(metadata),
                            types(factory.unwrap(SessionFactoryImplementor.class)),
                            row(),
                            factory.fromTransaction(session -> values(session.find(EveryBasicType.class, 1L))));
                }
            } finally {
                StandardServiceRegistryBuilder.destroy(registry);
            }
        }

        private static Map<String, String> columns(Metadata metadata) {
            Map<String, String> columns = new TreeMap<>();
            for (Table table : metadata.collectTableMappings()) {
                for (Column column : table.getColumns()) {
                    columns.put(table.getName() + "." + column.getName(), column.getSqlType(metadata));
                }
            }
            return columns;
        }

        private static Map<String, String> types(SessionFactoryImplementor factory) {
            Map<String, String> types = new LinkedHashMap<>();
            EntityPersister persister = factory.getMappingMetamodel().getEntityDescriptor(EveryBasicType.class);
            for (int i = 0; i < persister.getPropertyNames().length; i++) {
                types.put(persister.getPropertyNames()[i], describe(persister.getPropertyTypes()[i]));
            }
            return types;
        }

        private static String describe(Type type) {
            if (!(type instanceof BasicType<?> basic)) {
                return type.getName();
            }
            JdbcMapping mapping = basic.getJdbcMapping();
            return String.join(
                    " ",
                    basic.getClass().getName(),
                    mapping.getJavaTypeDescriptor().getClass().getName(),
                    mapping.getJdbcType().getClass().getName(),
                    String.valueOf(mapping.getJdbcType().getDefaultSqlTypeCode()),
                    String.valueOf(
                            mapping.getValueConverter() == null
                                    ? ""
                                    : mapping.getValueConverter().getClass()));
        }

        /** What was bound, as the server shows it. */
        private String row() throws SQLException {
            try (Connection connection = node.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select to_jsonb(t) || to_jsonb(array(select m from everybasictype_bymonth m)) #>> '{}'"
                                    + " from everybasictype t")) {
                rows.next();
                return rows.getString(1).replaceAll("\"clob\": \"?\\d+\"?", "");
            }
        }

        private static Map<String, String> values(EveryBasicType entity) {
            Map<String, String> values = new TreeMap<>();
            try {
                for (Field field : EveryBasicType.class.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        values.put(field.getName(), text(field.get(entity)));
                    }
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
            return values;
        }

        private static String text(Object value) {
            if (value instanceof EveryBasicType.Part part) {
                return part.name + " " + part.made;
            }
            if (value instanceof Collection<?> collection) {
                return new ArrayList<>(collection).toString();
            }
            if (value instanceof Map<?, ?> map) {
                return new LinkedHashMap<>(map).toString();
            }
            if (value != null && value.getClass().isArray()) {
                List<Object> elements = new ArrayList<>();
                for (int i = 0; i < Array.getLength(value); i++) {
                    elements.add(Array.get(value, i));
                }
                return elements.toString();
            }
            return String.valueOf(value)
                    + (value == null ? "" : " " + value.getClass().getName());
        }
    }

    /** Hides the services of modules. */
    private static final class Services extends ClassLoaderServiceImpl {

        private final Predicate<String> modules;

        Services(Predicate<String> modules) {
            this.modules = modules;
        }

        @Override
        public <S> Collection<S> loadJavaServices(Class<S> contract) {
            return super.loadJavaServices(contract).stream()
                    .filter(service -> isShown(service.getClass().getName()))
                    .toList();
        }

        private boolean isShown(String name) {
            for (Map.Entry<String, String> library : BROUGHT.entrySet()) {
                if (name.startsWith(library.getKey())) {
                    return modules.test(library.getValue());
                }
            }
            return !name.startsWith(HOUSE)
                    || modules.test(name.substring(HOUSE.length()).split("\\.")[0]);
        }
    }
}
