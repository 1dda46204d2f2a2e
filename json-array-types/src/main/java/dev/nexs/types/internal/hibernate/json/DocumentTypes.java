package dev.nexs.types.internal.hibernate.json;

import org.hibernate.boot.model.TypeContributions;
import org.hibernate.boot.model.TypeContributor;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.BasicType;
import org.hibernate.type.spi.TypeConfiguration;

/**
 * Keeps the types of JSON arguments and results with the other types of a session factory. Under a name of its own: an
 * attribute of the class {@code JsonNode} that nobody gave to this module is Hibernate's to map.
 */
public final class DocumentTypes implements TypeContributor {

    private static final String NAME = "nexs.jsonb.node";

    /** The types of JSON arguments and results that stand beside no document of an attribute. */
    public static JsonFunctionTypes standard(TypeConfiguration types) {
        if (types.getBasicTypeRegistry().getRegisteredType(NAME) instanceof JsonbType<?> node) {
            return node.functionTypes();
        }
        throw new IllegalStateException("another library has registered a type of the name " + NAME);
    }

    @Override
    public void contribute(TypeContributions contributions, ServiceRegistry serviceRegistry) {
        BasicType<?> node = node(serviceRegistry);
        contributions.getTypeConfiguration().getBasicTypeRegistry().register(node, NAME);
    }

    /** This is the first that touches Jackson, so it is here that its absence can be told. */
    private static BasicType<?> node(ServiceRegistry registry) {
        try {
            JsonFunctionTypes.requireJackson();
            return registry.requireService(JsonMappers.class).functionTypes().node();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "nexs-json-array-types needs Jackson 3, and its classes do not load: add"
                            + " tools.jackson.core:jackson-databind to the class path",
                    e);
        }
    }
}
