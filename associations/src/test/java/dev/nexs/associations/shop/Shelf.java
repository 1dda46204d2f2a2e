package dev.nexs.associations.shop;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.OneToMany;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

@Entity
public class Shelf {
    @EmbeddedId
    public Place place;

    public String label;

    @OneToMany(mappedBy = "shelf", cascade = CascadeType.ALL)
    public List<Slot> slots = new ArrayList<>();

    protected Shelf() {}

    public Shelf(String warehouse, int number) {
        this.place = new Place(warehouse, number);
        this.label = warehouse + number;
    }

    @Embeddable
    public record Place(String warehouse, int number) implements Serializable {}

    public String getLabel() {
        return label;
    }
}
