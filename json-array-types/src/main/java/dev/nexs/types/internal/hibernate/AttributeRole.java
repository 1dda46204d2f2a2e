package dev.nexs.types.internal.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.lang.reflect.Type;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.models.spi.MemberDetails;

/**
 * Which attribute a type belongs to.
 *
 * <p>Hibernate hands a binder the owning entity and the plain name of the attribute, which two embeddables of one
 * entity may both use. So a type is known by where its attribute is declared and by the Java type as well.
 *
 * @param subject how messages call the attribute
 * @param typeName what no other type of the entity is called
 */
public record AttributeRole(String subject, String typeName) {

    /** The role of an attribute whose Java type is {@code javaType}. */
    public static AttributeRole of(PersistentClass entity, Property property, BasicValue value, Type javaType) {
        String plain = entity.getEntityName() + "." + property.getName();
        MemberDetails member = value.getMemberDetails();
        if (member == null) {
            return new AttributeRole(plain, plain);
        }
        String declared = member.getDeclaringType().getName() + "." + property.getName();
        return new AttributeRole(
                isEmbedded(value) ? entity.getEntityName() + " (embedded " + declared + ")" : plain,
                plain + "@" + declared + ":" + javaType.getTypeName());
    }

    /** Whether the attribute is declared in an embeddable. */
    public static boolean isEmbedded(BasicValue value) {
        MemberDetails member = value.getMemberDetails();
        return member != null
                && !member.getDeclaringType().hasDirectAnnotationUsage(Entity.class)
                && !member.getDeclaringType().hasDirectAnnotationUsage(MappedSuperclass.class);
    }
}
