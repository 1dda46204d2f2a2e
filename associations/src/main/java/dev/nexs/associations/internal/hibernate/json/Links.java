package dev.nexs.associations.internal.hibernate.json;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The associations along paths, each once, parents first. */
final class Links {

    private final EntityPersister root;
    private final Map<String, Link> found = new LinkedHashMap<>();

    private Links(EntityPersister root) {
        this.root = root;
    }

    /** {@return the associations of paths that are known to lead somewhere} */
    static Map<String, Link> of(EntityPersister root, Set<String> paths) {
        Links links = new Links(root);
        paths.forEach(links::follow);
        return links.found;
    }

    private void follow(String path) {
        ManagedMappingType type = root;
        Link parent = null;
        String here = "";
        for (String step : path.split("\\.", -1)) {
            here = here.isEmpty() ? step : here + "." + step;
            AttributeMapping attribute = Navigation.attribute(type, step);
            if (attribute == null) {
                throw refuse(path, "'" + step + "' is an attribute of a subclass, and only some rows have it");
            }
            if (attribute instanceof PluralAttributeMapping || attribute instanceof ToOneAttributeMapping) {
                Link known = found.get(here);
                parent = known != null ? known : link(path, here, attribute, parent);
                found.put(here, parent);
            }
            type = target(path, step, attribute);
        }
    }

    private Link link(String path, String here, AttributeMapping attribute, @Nullable Link parent) {
        if (attribute instanceof PluralAttributeMapping plural) {
            ForeignKeyDescriptor key = plural.getKeyDescriptor();
            return new Link(here, plural, key.getKeyPart(), key.getTargetPart(), parent);
        }
        ToOneAttributeMapping toOne = (ToOneAttributeMapping) attribute;
        ForeignKeyDescriptor key = toOne.getForeignKeyDescriptor();
        if (toOne.getSideNature() == ForeignKeyDescriptor.Nature.TARGET) {
            throw refuse(path, "the column of '" + attribute.getAttributeName() + "' is on the other side");
        }
        return new Link(here, toOne.getEntityMappingType(), key.getTargetPart(), key.getKeyPart(), parent);
    }

    private ManagedMappingType target(String path, String step, AttributeMapping attribute) {
        Object part = attribute instanceof PluralAttributeMapping plural ? plural.getElementDescriptor() : attribute;
        if (part instanceof DiscriminatedAssociationModelPart) {
            throw refuse(path, "'" + step + "' refers to entities of several tables");
        }
        if (part instanceof EntityValuedModelPart entity) {
            return entity.getEntityMappingType();
        }
        if (part instanceof EmbeddableValuedModelPart embeddable) {
            return embeddable.getEmbeddableTypeDescriptor();
        }
        if (part instanceof CollectionPart) {
            return root; // Basic elements end the path; the check of the paths has seen to that.
        }
        throw refuse(path, "'" + step + "' is no association");
    }

    private AssociationException refuse(String path, String why) {
        return new AssociationException("plan for " + root.getEntityName() + ": '" + path
                + "' cannot be aggregated as JSON, because " + why + "; use PRELOAD");
    }
}
