package dev.nexs.associations.enhanced;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToOne;

@Entity
public class Seal {
    @Id
    private Long id;

    private String number;

    @OneToOne(fetch = FetchType.LAZY)
    private Parcel parcel;

    protected Seal() {}

    public Seal(long id, Parcel parcel) {
        this.id = id;
        this.number = "seal " + id;
        this.parcel = parcel;
    }

    public String getNumber() {
        return number;
    }
}
