package dev.nexs.types.internal.hibernate.json;

import org.hibernate.boot.model.TypeContributions;
import org.hibernate.boot.model.TypeContributor;
import org.hibernate.service.ServiceRegistry;
import tools.jackson.databind.JsonNode;

/** Makes a {@code JsonNode} a type that a query may select and take as a parameter. */
public final class DocumentTypes implements TypeContributor {

    @Override
    public void contribute(TypeContributions contributions, ServiceRegistry serviceRegistry) {
        contributions
                .getTypeConfiguration()
                .getBasicTypeRegistry()
                .register(JsonArgumentType.NODE, JsonNode.class.getName());
    }
}
