package dev.nexs.types.partial;

import dev.nexs.types.ArrayColumn;
import dev.nexs.types.JsonbColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** To be enhanced as the build would; a class of its own, since another loader defines it. */
@Entity(name = "ByPath")
public class EnhancedByPath implements EnhancedEntityIT.Held {
    @Id
    long id = 1;

    @JsonbColumn(partialUpdate = true)
    EnhancedEntityIT.Counts counts = new EnhancedEntityIT.Counts(1, 2);

    @ArrayColumn
    String[] tags = {"a"};

    String title = "t";

    public EnhancedByPath() {}

    @Override
    public void assign(int likes, int views) {
        counts = new EnhancedEntityIT.Counts(likes, views);
    }

    @Override
    public int likes() {
        return counts.likes;
    }

    @Override
    public int views() {
        return counts.views;
    }

    @Override
    public void tag(String... tags) {
        this.tags = tags;
    }

    @Override
    public void rename(String title) {
        this.title = title;
    }

    @Override
    public int version() {
        return 0;
    }
}
