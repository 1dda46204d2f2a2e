package dev.nexs.types.json;

import dev.nexs.types.JsonbColumn;
import dev.nexs.types.UnknownProperties;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

@Entity
public class Account {

    @Id
    long id;

    String label;

    @JsonbColumn
    Profile profile;

    @JsonbColumn
    Settings settings;

    @JsonbColumn
    Map<String, Object> attributes;

    @JsonbColumn
    Map<String, Profile.Address> addresses;

    @JsonbColumn
    List<Settings> history;

    @JsonbColumn
    Shape shape;

    @JsonbColumn
    JsonNode node;

    @JsonbColumn(unknownProperties = UnknownProperties.FAIL)
    Settings strict;

    Account() {}

    Account(long id) {
        this.id = id;
    }
}
