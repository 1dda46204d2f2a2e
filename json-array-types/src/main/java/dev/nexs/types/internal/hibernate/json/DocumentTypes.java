package dev.nexs.types.internal.hibernate.json;

import org.hibernate.boot.model.TypeContributions;
import org.hibernate.boot.model.TypeContributor;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.BasicType;
import tools.jackson.databind.JsonNode;

/** Makes a {@code JsonNode} a type that a query may select and take as a parameter. */
public final class DocumentTypes implements TypeContributor {

    @Override
    public void contribute(TypeContributions contributions, ServiceRegistry serviceRegistry) {
        BasicType<?> node = node();
        contributions.getTypeConfiguration().getBasicTypeRegistry().register(node, JsonNode.class.getName());
    }

    /** This is the first that touches Jackson, so it is here that its absence can be told. */
    private static BasicType<?> node() {
        try {
            return JsonArgumentType.NODE;
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "nexs-json-array-types needs Jackson 3, and its classes do not load: add"
                            + " tools.jackson.core:jackson-databind to the class path",
                    e);
        }
    }
}
