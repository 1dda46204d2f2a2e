package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.CachedAssociation;
import dev.nexs.associations.HasManyAny;
import dev.nexs.associations.HasManyThrough;
import dev.nexs.associations.HasOneThrough;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Any;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Formula;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.OneToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.SimpleValue;
import org.hibernate.mapping.SingleTableSubclass;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UnionSubclass;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

/**
 * Writes the SQL of attributes that lead along others. A collection becomes a many-to-many whose link table is a select of
 * pairs, owner and member, along the way; PostgreSQL carries the owner's key into it. A to-one becomes a formula.
 */
final class ThroughPaths {

    private final Map<String, PersistentClass> entities;
    private final List<AnyReference> references;
    private final SqlStringGenerationContext context;
    private final Namespace namespace;
    private final Map<String, String> ways = new HashMap<>();

    ThroughPaths(
            Map<String, PersistentClass> entities,
            List<AnyReference> references,
            SqlStringGenerationContext context,
            Namespace namespace) {
        this.entities = entities;
        this.references = references;
        this.context = context;
        this.namespace = namespace;
    }

    /** {@return the ways of the collections that lead along others, by their roles} */
    Map<String, String> complete() {
        entities.values().forEach(this::complete);
        return Map.copyOf(ways);
    }

    private void complete(PersistentClass entity) {
        Class<?> type = entity.getMappedClass();
        if (type == null) {
            return;
        }
        for (Property property : entity.getProperties()) {
            HasManyThrough many = Members.annotation(type, property, HasManyThrough.class);
            HasOneThrough one = Members.annotation(type, property, HasOneThrough.class);
            if (many != null && property.getValue() instanceof Collection collection) {
                collection(entity, property, collection, many.value());
            } else if (one != null && property.getValue() instanceof ManyToOne toOne) {
                toOne(entity, property, toOne, one.value());
            }
        }
    }

    private void collection(PersistentClass entity, Property property, Collection collection, String path) {
        Class<?> type = entity.getMappedClass();
        Way way = new Way(entity, entity.getEntityName() + "." + property.getName(), "@HasManyThrough", path);
        if (collection.isIndexed() || !(collection.getElement() instanceof ManyToOne element)) {
            throw way.wrong("the attribute is a map, has an order column or holds no entities; allowed is a Set, a"
                    + " Collection or a List without positions");
        }
        if (Members.annotation(type, property, CachedAssociation.class) != null) {
            throw way.wrong(
                    "it is annotated with @CachedAssociation, but nothing tells the cache of changes along the way;"
                            + " cache the associations that it leads along");
        }
        way.walk(entity(element.getReferencedEntityName(), way), false);
        String sql = way.pairs(
                Sql.column(collection.getKey().getColumns().get(0)),
                Sql.column(element.getColumns().get(0)));
        Table table = collection.getCollectionTable();
        if (table.isSubselect()) {
            // A mapped superclass has declared the attribute for several entities.
            table = new Table("nexs", namespace, sql, false);
            collection.setCollectionTable(table);
            ((SimpleValue) collection.getKey()).setTable(table);
            element.setTable(table);
        }
        table.setSubselect(sql);
        collection.setInverse(true);
        collection.setCacheConcurrencyStrategy(null);
        ways.put(collection.getRole(), path);
    }

    private void toOne(PersistentClass entity, Property property, ManyToOne toOne, String path) {
        Way way = new Way(entity, entity.getEntityName() + "." + property.getName(), "@HasOneThrough", path);
        way.walk(entity(toOne.getReferencedEntityName(), way), true);
        String sql = way.last();
        for (Selectable selectable : toOne.getSelectables()) {
            if (selectable instanceof Formula formula) {
                formula.setFormula(sql);
            }
        }
        property.setInsertable(false);
        property.setUpdatable(false);
    }

    private PersistentClass entity(String name, Way way) {
        PersistentClass found = entities.get(name);
        if (found == null) {
            throw way.wrong(name + " is no entity of this application");
        }
        return found;
    }

    /** A way from an entity, step by step: what is joined so far, and by which SQL the entity is known at which it is. */
    private final class Way {

        private final PersistentClass start;
        private final String attribute;
        private final String annotation;
        private final String path;
        private final StringBuilder from = new StringBuilder();
        private final List<String> conditions = new ArrayList<>();
        private final IdentityHashMap<Table, String> rows = new IdentityHashMap<>();
        private PersistentClass at;
        private String key = "";
        private @Nullable String owner;
        private int tables;

        private Way(PersistentClass start, String attribute, String annotation, String path) {
            this.start = start;
            this.at = start;
            this.attribute = attribute;
            this.annotation = annotation;
            this.path = path;
        }

        private void walk(PersistentClass target, boolean targetIsVisible) {
            String[] steps = path.split("\\.", -1);
            if (steps.length < 2) {
                throw wrong("a way has two steps at least; allowed are attribute names joined by dots");
            }
            for (int i = 0; i < steps.length; i++) {
                boolean last = i == steps.length - 1;
                step(steps[i], last ? target : null);
                if (!last || targetIsVisible) {
                    requireVisible();
                }
            }
            Class<?> wanted = target.getMappedClass();
            Class<?> reached = at.getMappedClass();
            if (!wanted.isAssignableFrom(reached) && !reached.isAssignableFrom(wanted)) {
                throw wrong(
                        "it leads to " + at.getEntityName() + ", but the attribute is of " + target.getEntityName());
            }
        }

        /** {@return the pairs of owners and members} */
        private String pairs(String ownerColumn, String memberColumn) {
            return "select distinct " + owner + " as " + ownerColumn + ", " + key + " as " + memberColumn + " from "
                    + from + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions));
        }

        /** {@return the last member of one owner} */
        private String last() {
            List<String> all = new ArrayList<>(conditions);
            all.add(owner + " = " + Sql.column(identifier(start.getTable())));
            all.add(key + " is not null");
            return "(select " + key + " from " + from + " where " + String.join(" and ", all) + " order by " + key
                    + " desc limit 1)";
        }

        private void step(String name, @Nullable PersistentClass target) {
            Property property = at.getPropertyClosure().stream()
                    .filter(candidate -> candidate.getName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrong("there is no attribute '" + name + "' in " + at.getEntityName()));
            Value value = property.getValue();
            if (value.getSelectables().stream().anyMatch(Formula.class::isInstance)
                    || Members.annotation(at.getMappedClass(), property, HasManyThrough.class) != null) {
                throw wrong("'" + name + "' of " + at.getEntityName()
                        + " has no rows of its own; write out the associations that it leads along");
            }
            if (value instanceof Collection collection) {
                collection(property, collection);
            } else if (value instanceof Any) {
                polymorphic(name, target);
            } else if (value instanceof ManyToOne reference) {
                String column = row(reference.getTable()) + "." + Sql.column(referring(reference, name));
                arrive(referred(reference.getReferencedEntityName()), column);
            } else if (value instanceof OneToOne other) {
                otherSide(other, name);
            } else {
                throw wrong("'" + name + "' of " + at.getEntityName() + " is no association");
            }
        }

        private void collection(Property property, Collection collection) {
            String name = property.getName();
            Value element = collection.getElement();
            HasManyAny any = Members.annotation(at.getMappedClass(), property, HasManyAny.class);
            if (element instanceof OneToMany many && any != null) {
                PersistentClass members = referred(many.getReferencedEntityName());
                AnyReference back = reference(members, any.mappedBy());
                String type = String.valueOf(TypeNames.nameOf(at.getMappedClass()));
                String row = enter(members, back.table(), back.idColumn(), null);
                conditions.add(row + "." + Sql.column(back.typeColumn()) + " = " + Sql.literal(type));
            } else if (element instanceof OneToMany many) {
                Column column = only(collection.getKey().getColumns(), name);
                requireIdentifier(collection.getReferencedPropertyName() == null, name);
                enter(
                        referred(many.getReferencedEntityName()),
                        collection.getCollectionTable(),
                        column,
                        collection.getWhere());
            } else if (element instanceof ManyToOne member) {
                Column column = only(collection.getKey().getColumns(), name);
                requireIdentifier(collection.getReferencedPropertyName() == null, name);
                String link = join(collection.getCollectionTable(), Sql.column(column), collection.getWhere());
                arrive(referred(member.getReferencedEntityName()), link + "." + Sql.column(referring(member, name)));
            } else {
                throw wrong("'" + name + "' of " + at.getEntityName() + " holds no entities");
            }
        }

        private void polymorphic(String name, @Nullable PersistentClass target) {
            AnyReference reference = reference(at, name);
            if (target == null) {
                throw wrong("'" + name + "' of " + at.getEntityName()
                        + " is polymorphic, so that it is not known where it leads; it can be the last step only");
            }
            List<String> names = target.getSubclassClosure().stream()
                    .map(entity -> TypeNames.nameOf(entity.getMappedClass()))
                    .filter(found -> found != null)
                    .distinct()
                    .map(Sql::literal)
                    .toList();
            if (names.isEmpty() || !reference.targets().contains(target)) {
                throw wrong(target.getEntityName() + " cannot be stored in '" + name + "' of " + at.getEntityName());
            }
            String row = row(reference.table());
            conditions.add(row + "." + Sql.column(reference.typeColumn()) + " in (" + String.join(", ", names) + ")");
            arrive(target, row + "." + Sql.column(reference.idColumn()));
        }

        private void otherSide(OneToOne other, String name) {
            PersistentClass next = referred(other.getReferencedEntityName());
            if (other.getMappedByProperty() == null) {
                row(at.getTable());
                arrive(next, key);
                return;
            }
            Property back = next.getProperty(other.getMappedByProperty());
            if (!(back.getValue() instanceof ManyToOne reference)) {
                throw wrong("'" + name + "' of " + at.getEntityName() + " is mapped by no reference");
            }
            enter(next, reference.getTable(), referring(reference, name), null);
        }

        private AnyReference reference(PersistentClass entity, String name) {
            return references.stream()
                    .filter(reference -> reference.path().equals(name)
                            && entity.getPropertyClosure().stream()
                                    .anyMatch(property -> property.getValue() == reference.value()))
                    .findFirst()
                    .orElseThrow(() -> wrong(
                            "'" + name + "' of " + entity.getEntityName() + " is no @BelongsToAny attribute of it"));
        }

        private PersistentClass referred(String name) {
            return entity(name, this);
        }

        /** Goes on to rows that refer to where the way is. */
        private String enter(PersistentClass next, Table table, Column column, @Nullable String restriction) {
            requireOneTable(next);
            String own = table.equals(next.getRootTable()) ? next.getWhere() : null;
            String both = isBlank(own) || isBlank(restriction)
                    ? (isBlank(own) ? restriction : own)
                    : "(" + own + ") and (" + restriction + ")";
            String row = join(table, Sql.column(column), both);
            arrive(next, row + "." + Sql.column(identifier(table)));
            rows.put(table, row);
            return row;
        }

        private void arrive(PersistentClass next, String sql) {
            at = next;
            key = sql;
            rows.clear();
        }

        /** {@return the row of the entity at which the way is} */
        private String row(Table table) {
            String known = rows.get(table);
            if (known == null) {
                requireOneTable(at);
                String restriction = table.equals(at.getRootTable()) ? at.getWhere() : null;
                String column = Sql.column(identifier(table));
                boolean first = key.isEmpty();
                known = join(table, column, first ? null : restriction);
                if (first) {
                    key = known + "." + column;
                }
                rows.put(table, known);
            }
            return known;
        }

        private String join(Table table, String column, @Nullable String restriction) {
            String row = "nexs_" + ++tables;
            String name = Sql.table(table, context);
            String source = isBlank(restriction) ? name : "(select * from " + name + " where (" + restriction + "))";
            if (from.isEmpty()) {
                from.append(source).append(" ").append(row);
                owner = row + "." + column;
            } else {
                from.append(" join ").append(source).append(" ").append(row);
                from.append(" on ")
                        .append(row)
                        .append(".")
                        .append(column)
                        .append(" = ")
                        .append(key);
            }
            return row;
        }

        /** Where the way is, there must be no row that Hibernate would not show. */
        private void requireVisible() {
            if (!isBlank(at.getWhere())) {
                row(at.getRootTable());
            }
            TrashMarker marker = TrashMarker.of(at);
            if (marker != null) {
                conditions.add(row(marker.table()) + "." + marker.live());
            }
            if (at instanceof SingleTableSubclass
                    && at.getDiscriminator() != null
                    && at.getDiscriminator().getSelectables().get(0) instanceof Column discriminator) {
                String values = at.getSubclassClosure().stream()
                        .map(entity -> Sql.literal(entity.getDiscriminatorValue()))
                        .collect(Collectors.joining(", "));
                conditions.add(row(at.getRootTable()) + "." + Sql.column(discriminator) + " in (" + values + ")");
            }
        }

        private Column referring(ManyToOne reference, String name) {
            requireIdentifier(reference.isReferenceToPrimaryKey(), name);
            return only(reference.getColumns(), name);
        }

        private void requireIdentifier(boolean fulfilled, String name) {
            if (!fulfilled) {
                throw wrong("'" + name + "' refers to another attribute than the identifier");
            }
        }

        private Column only(List<Column> columns, String name) {
            if (columns.size() != 1) {
                throw wrong("'" + name + "' has a composite key");
            }
            return columns.get(0);
        }

        private Column identifier(Table table) {
            return only(table.getPrimaryKey().getColumns(), table.getName());
        }

        private void requireOneTable(PersistentClass entity) {
            if (entity.getSubclassClosure().stream().anyMatch(UnionSubclass.class::isInstance)
                    && entity.getSubclassClosure().size() > 1) {
                throw wrong(entity.getEntityName() + " has a table for each of its classes");
            }
        }

        private boolean isBlank(@Nullable String text) {
            return text == null || text.isBlank();
        }

        private AssociationException wrong(String what) {
            return new AssociationException(
                    attribute + " is annotated with " + annotation + "(\"" + path + "\"), but " + what);
        }
    }
}
