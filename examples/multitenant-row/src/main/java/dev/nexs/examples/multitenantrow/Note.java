package dev.nexs.examples.multitenantrow;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A note of a tenant. */
@Entity
class Note {

    @Id
    @GeneratedValue
    private @Nullable Long id;

    @TenantId
    @Column(name = "tenant_id")
    private @Nullable String tenant;

    private String text = "";

    Note() {}

    Note(String text) {
        this.text = text;
    }

    @Nullable
    Long id() {
        return id;
    }

    String text() {
        return text;
    }

    @Nullable
    String tenant() {
        return tenant;
    }
}
