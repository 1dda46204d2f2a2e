package dev.nexs.associations.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
public class Slot {
    @Id
    @GeneratedValue
    public Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    public Shelf shelf;

    protected Slot() {}

    public Slot(Shelf shelf) {
        this.shelf = shelf;
        shelf.slots.add(this);
    }

    public Shelf getShelf() {
        return shelf;
    }
}
