package dev.nexs.examples.demo;

import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.types.JsonbColumn;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An author with a document and essays; removing one trashes the essays, too. */
@Entity
@SoftDeletable
class Author {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String name;

    @JsonbColumn
    Map<String, Object> profile;

    @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
    List<Essay> essays = new ArrayList<>();

    /** For Hibernate. */
    protected Author() {
        this("", Map.of());
    }

    Author(String name, Map<String, Object> profile) {
        this.name = name;
        this.profile = profile;
    }

    Author wrote(String title) {
        essays.add(new Essay(this, title));
        return this;
    }
}
