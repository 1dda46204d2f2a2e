package dev.nexs.types.function;

import dev.nexs.types.JsonbColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Map;

@Entity
class Book {

    @Id
    long id;

    String title;

    @JsonbColumn
    Map<String, Object> doc;

    String[] tags;

    int rating;

    Book() {}

    Book(long id, String title, Map<String, Object> doc, String... tags) {
        this.id = id;
        this.title = title;
        this.doc = doc;
        this.tags = tags;
        this.rating = (int) (id % 5);
    }
}
