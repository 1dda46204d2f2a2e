package dev.nexs.associations.shop;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;

@Entity
public class DigitalProduct extends Product {
    @OneToMany(cascade = CascadeType.ALL)
    @JoinColumn(name = "product_id")
    public List<License> licenses = new ArrayList<>();

    protected DigitalProduct() {}

    public DigitalProduct(String name) {
        super(name);
    }

    public List<License> getLicenses() {
        return licenses;
    }
}
