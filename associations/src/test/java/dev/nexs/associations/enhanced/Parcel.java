package dev.nexs.associations.enhanced;

import jakarta.persistence.Basic;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.LazyGroup;

/** A reference that is read with the row, one whose column is on the other side, and a collection and a text in lazy groups. */
@Entity
public class Parcel {
    @Id
    private Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    private Warehouse warehouse;

    @OneToOne(mappedBy = "parcel", fetch = FetchType.LAZY)
    @LazyGroup("seal")
    private Seal seal;

    @OneToMany(mappedBy = "parcel")
    @LazyGroup("labels")
    private Set<Sticker> stickers = new HashSet<>();

    @Basic(fetch = FetchType.LAZY)
    @LazyGroup("text")
    private String text;

    protected Parcel() {}

    public Parcel(long id, Warehouse warehouse) {
        this.id = id;
        this.warehouse = warehouse;
        this.text = "text " + id;
    }

    public Warehouse getWarehouse() {
        return warehouse;
    }

    public Seal getSeal() {
        return seal;
    }

    public void setSeal(Seal seal) {
        this.seal = seal;
    }

    public Set<Sticker> getStickers() {
        return stickers;
    }

    public String getText() {
        return text;
    }
}
