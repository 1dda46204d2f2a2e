package dev.nexs.associations.internal.hibernate.any;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.HasOneAny;
import java.util.List;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Formula;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Selectable;

/** Writes the formula of a {@link HasOneAny}, which asks the member's table for the identifier. */
final class HasOneFormulas {

    private HasOneFormulas() {}

    static void complete(PersistentClass entity, List<AnyReference> references, SqlStringGenerationContext context) {
        Class<?> type = entity.getMappedClass();
        if (type == null) {
            return;
        }
        for (Property property : entity.getProperties()) {
            HasOneAny one = Members.annotation(type, property, HasOneAny.class);
            if (one != null && property.getValue() instanceof ManyToOne toOne) {
                complete(entity, property, toOne, find(entity, property, one, toOne, references), context);
                singular(property, toOne, one);
            }
        }
    }

    private static AnyReference find(
            PersistentClass entity, Property property, HasOneAny one, ManyToOne toOne, List<AnyReference> references) {
        return references.stream()
                .filter(reference -> reference.owner().getEntityName().equals(toOne.getReferencedEntityName())
                        && reference.path().equals(one.mappedBy()))
                .findFirst()
                .orElseThrow(() -> new AssociationException(entity.getEntityName() + "." + property.getName()
                        + " is mapped by '" + one.mappedBy() + "', which is no @BelongsToAny attribute of "
                        + toOne.getReferencedEntityName()));
    }

    private static void complete(
            PersistentClass entity,
            Property property,
            ManyToOne toOne,
            AnyReference reference,
            SqlStringGenerationContext context) {
        String memberId = column(reference.owner().getIdentifier().getSelectables(), reference.owner());
        String ownId = column(entity.getIdentifier().getSelectables(), entity);
        String name = TypeNames.nameOf(entity.getMappedClass());
        String sql = "(select nexs_m." + memberId + " from " + Sql.table(reference.table(), context)
                + " nexs_m where nexs_m."
                + Sql.column(reference.typeColumn()) + " = " + Sql.literal(String.valueOf(name)) + " and nexs_m."
                + Sql.column(reference.idColumn()) + " = " + ownId + ")";
        for (Selectable selectable : toOne.getSelectables()) {
            if (selectable instanceof Formula formula) {
                formula.setFormula(sql);
            }
        }
        property.setInsertable(false);
        property.setUpdatable(false);
    }

    /** One member at most: only then may Hibernate remove it when it is replaced. */
    private static void singular(Property property, ManyToOne toOne, HasOneAny one) {
        toOne.markAsLogicalOneToOne();
        if (one.orphanRemoval()) {
            property.setCascade(property.getCascade() + ",delete-orphan");
        }
    }

    private static String column(List<Selectable> key, PersistentClass entity) {
        if (key.size() == 1 && key.get(0) instanceof Column column) {
            return Sql.column(column);
        }
        throw new AssociationException(
                entity.getEntityName() + " has a composite identifier and cannot take part in a @HasOneAny");
    }
}
