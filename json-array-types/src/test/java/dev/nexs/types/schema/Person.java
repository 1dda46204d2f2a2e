package dev.nexs.types.schema;

import dev.nexs.types.JsonSchema;
import dev.nexs.types.JsonbColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Map;

@Entity
public class Person {

    @Id
    long id;

    @JsonbColumn
    @JsonSchema(value = "schemas/person.json", check = true)
    Map<String, Object> doc;

    @JsonbColumn
    @JsonSchema("schemas/draft7.json")
    Map<String, Object> draft7;

    @JsonbColumn
    @JsonSchema("schemas/draft2019.json")
    Map<String, Object> draft2019;

    Person() {}

    Person(long id, Map<String, Object> doc) {
        this.id = id;
        this.doc = doc;
    }
}
