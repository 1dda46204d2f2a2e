package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.HasOneAny;
import dev.nexs.associations.LatestOf;
import dev.nexs.associations.OneOf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Formula;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

/**
 * Writes the formulas of to-one attributes whose connection is on the other side: {@link HasOneAny}, {@link LatestOf} and
 * {@link OneOf}. Each asks the members' table for one identifier, in an order that leaves no choice, and passes over rows
 * that the members' own restriction or the trash hides.
 */
final class InverseToOnes {

    private final Map<String, PersistentClass> entities;
    private final List<AnyReference> references;
    private final SqlStringGenerationContext context;

    InverseToOnes(
            Map<String, PersistentClass> entities, List<AnyReference> references, SqlStringGenerationContext context) {
        this.entities = entities;
        this.references = references;
        this.context = context;
    }

    void complete() {
        entities.values().forEach(this::complete);
    }

    private void complete(PersistentClass entity) {
        Class<?> type = entity.getMappedClass();
        if (type == null) {
            return;
        }
        for (Property property : entity.getProperties()) {
            if (property.getValue() instanceof ManyToOne toOne) {
                HasOneAny any = Members.annotation(type, property, HasOneAny.class);
                LatestOf latest = Members.annotation(type, property, LatestOf.class);
                OneOf one = Members.annotation(type, property, OneOf.class);
                if (any != null) {
                    write(new Attribute(entity, property, toOne, any.mappedBy()), List.of());
                    singular(property, toOne, any);
                } else if (latest != null) {
                    write(
                            new Attribute(entity, property, toOne, latest.mappedBy()),
                            latest.by().isEmpty() ? List.of() : List.of(latest.by() + " desc"));
                } else if (one != null) {
                    write(new Attribute(entity, property, toOne, one.mappedBy()), List.of(one.orderBy()));
                }
            }
        }
    }

    /** One member at most: only then may Hibernate remove it when it is replaced. */
    private static void singular(Property property, ManyToOne toOne, HasOneAny one) {
        toOne.markAsLogicalOneToOne();
        if (one.orphanRemoval()) {
            property.setCascade(property.getCascade() + ",delete-orphan");
        }
    }

    private void write(Attribute attribute, List<String> order) {
        PersistentClass members = entities.get(attribute.toOne.getReferencedEntityName());
        if (members == null) {
            throw new AssociationException(
                    attribute + ": " + attribute.toOne.getReferencedEntityName() + " is no entity of this application");
        }
        String memberId = column(members.getIdentifier().getSelectables(), members);
        Connection connection = connection(attribute, members);
        String sql = "(select nexs_m." + memberId + " from " + Sql.table(connection.table, context) + " nexs_m where "
                + connection.condition + visible(members, connection.table, memberId) + " order by "
                + order(attribute, members, connection.table, order) + "nexs_m." + memberId + " desc limit 1)";
        for (Selectable selectable : attribute.toOne.getSelectables()) {
            if (selectable instanceof Formula formula) {
                formula.setFormula(sql);
            }
        }
        attribute.property.setInsertable(false);
        attribute.property.setUpdatable(false);
    }

    /** What makes a row of the members' table one of this owner. */
    private Connection connection(Attribute attribute, PersistentClass members) {
        String ownId = column(attribute.entity.getIdentifier().getSelectables(), attribute.entity);
        for (AnyReference reference : references) {
            if (reference.owner().getEntityName().equals(members.getEntityName())
                    && reference.path().equals(attribute.mappedBy)) {
                String name = TypeNames.nameOf(attribute.entity.getMappedClass());
                return new Connection(
                        reference.table(),
                        "nexs_m." + Sql.column(reference.typeColumn()) + " = " + Sql.literal(String.valueOf(name))
                                + " and nexs_m." + Sql.column(reference.idColumn()) + " = " + ownId);
            }
        }
        Property back = property(members, attribute.mappedBy);
        if (back != null
                && back.getValue() instanceof ManyToOne reference
                && reference.isReferenceToPrimaryKey()
                && reference.getSelectables().size() == 1
                && reference.getSelectables().get(0) instanceof Column column
                && !attribute.isPolymorphic()) {
            return new Connection(reference.getTable(), "nexs_m." + Sql.column(column) + " = " + ownId);
        }
        throw new AssociationException(attribute + " is mapped by '" + attribute.mappedBy + "', which is no "
                + (attribute.isPolymorphic() ? "" : "many-to-one attribute of one column, and no ")
                + "@BelongsToAny attribute of " + members.getEntityName());
    }

    private String visible(PersistentClass members, Table table, String memberId) {
        StringBuilder conditions = new StringBuilder();
        String restriction = members.getWhere();
        if (restriction != null && !restriction.isBlank()) {
            conditions.append(" and (").append(restriction).append(")");
        }
        TrashMarker marker = TrashMarker.of(members);
        if (marker != null) {
            conditions.append(
                    marker.table().equals(table)
                            ? " and nexs_m." + marker.live()
                            : " and exists (select 1 from " + Sql.table(marker.table(), context)
                                    + " nexs_r where nexs_r." + memberId + " = nexs_m." + memberId + " and nexs_r."
                                    + marker.live() + ")");
        }
        return conditions.toString();
    }

    private static String order(Attribute attribute, PersistentClass members, Table table, List<String> order) {
        List<String> columns = new ArrayList<>();
        for (String by : order) {
            String[] words = by.trim().split("\\s+", -1);
            Property property = property(members, words[0]);
            Value value = property == null ? null : property.getValue();
            if (value == null
                    || value.getSelectables().size() != 1
                    || !(value.getSelectables().get(0) instanceof Column column)
                    || !value.getTable().equals(table)
                    || words.length > 2
                    || (words.length == 2 && !words[1].equalsIgnoreCase("desc") && !words[1].equalsIgnoreCase("asc"))) {
                throw new AssociationException(attribute + " is ordered by '" + by + "'; allowed is an attribute of "
                        + members.getEntityName()
                        + " with one column in the table of its reference, followed by asc, desc or nothing");
            }
            boolean descending = words.length == 2 && words[1].equalsIgnoreCase("desc");
            String name = "nexs_m." + Sql.column(column);
            // Hibernate takes "nulls" and "last" in a formula for columns.
            columns.add(descending ? name + " is null, " + name + " desc, " : name + ", ");
        }
        return String.join("", columns);
    }

    private static @Nullable Property property(PersistentClass entity, String name) {
        return find(entity.getPropertyClosure(), name);
    }

    private static @Nullable Property find(Collection<Property> properties, String name) {
        return properties.stream()
                .filter(property -> property.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String column(List<Selectable> key, PersistentClass entity) {
        if (key.size() == 1 && key.get(0) instanceof Column column) {
            return Sql.column(column);
        }
        throw new AssociationException(entity.getEntityName()
                + " has a composite identifier and cannot take part in a @HasOneAny, @LatestOf or @OneOf");
    }

    private record Connection(Table table, String condition) {}

    private record Attribute(PersistentClass entity, Property property, ManyToOne toOne, String mappedBy) {

        private boolean isPolymorphic() {
            Class<?> type = entity.getMappedClass();
            return Members.annotation(type, property, HasOneAny.class) != null;
        }

        @Override
        public String toString() {
            return entity.getEntityName() + "." + property.getName();
        }
    }
}
