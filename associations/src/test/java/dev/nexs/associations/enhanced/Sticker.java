package dev.nexs.associations.enhanced;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
public class Sticker {
    @Id
    private Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    private Parcel parcel;

    protected Sticker() {}

    public Sticker(long id, Parcel parcel) {
        this.id = id;
        this.parcel = parcel;
    }

    public Long getId() {
        return id;
    }
}
