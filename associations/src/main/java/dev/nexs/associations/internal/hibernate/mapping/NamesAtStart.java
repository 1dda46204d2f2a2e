package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.BelongsToAny;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.metamodel.spi.MappingMetamodelImplementor;

/** Makes every polymorphic reference ask for all its names, so that HQL knows its targets before the first row. */
public final class NamesAtStart implements SessionFactoryObserver {

    private static final long serialVersionUID = 1L;

    /** Does its work once, when the factory is complete. */
    public NamesAtStart() {}

    @Override
    public void sessionFactoryCreated(SessionFactory created) {
        SessionFactoryImplementor factory = created.unwrap(SessionFactoryImplementor.class);
        MappingMetamodelImplementor metamodel = factory.getMappingMetamodel();
        Navigation navigation = new Navigation(metamodel);
        metamodel.forEachEntityDescriptor(entity -> visit(entity, navigation));
    }

    private static void visit(ManagedMappingType type, Navigation navigation) {
        type.forEachAttributeMapping(attribute -> {
            if (attribute instanceof EmbeddableValuedModelPart part) {
                visit(part.getEmbeddableTypeDescriptor(), navigation);
            } else if (attribute instanceof DiscriminatedAssociationModelPart any && isOurs(attribute)) {
                for (ManagedMappingType target : List.copyOf(navigation.targets(attribute))) {
                    EntityMappingType entity = (EntityMappingType) target;
                    Class<?> mapped = entity.getMappedJavaType().getJavaTypeClass();
                    if (TypeNames.declaring(mapped) == mapped) {
                        any.getDiscriminatorMapping()
                                .getValueConverter()
                                .getDetailsForEntityName(entity.getEntityName());
                    }
                }
            }
        });
    }

    private static boolean isOurs(AttributeMapping attribute) {
        Member member = attribute.getPropertyAccess().getGetter().getMember();
        return member instanceof AnnotatedElement element && element.isAnnotationPresent(BelongsToAny.class);
    }
}
