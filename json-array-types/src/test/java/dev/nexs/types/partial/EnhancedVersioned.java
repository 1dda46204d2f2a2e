package dev.nexs.types.partial;

import dev.nexs.types.JsonbColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** To be enhanced as the build would; a class of its own, since another loader defines it. */
@Entity(name = "Versioned")
public class EnhancedVersioned implements EnhancedEntityIT.Held {
    @Id
    long id = 1;

    @JsonbColumn
    EnhancedEntityIT.Counts counts = new EnhancedEntityIT.Counts(1, 2);

    String title = "t";

    @Version
    int version;

    public EnhancedVersioned() {}

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
    public void tag(String... tags) {}

    @Override
    public void rename(String title) {
        this.title = title;
    }

    @Override
    public int version() {
        return version;
    }
}
