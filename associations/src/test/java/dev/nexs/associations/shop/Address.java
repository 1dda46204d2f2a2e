package dev.nexs.associations.shop;

import jakarta.persistence.Embeddable;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;

@Embeddable
public class Address {
    public String street;

    @ManyToOne(fetch = FetchType.LAZY)
    public Country country;

    protected Address() {}

    public Address(String street, Country country) {
        this.street = street;
        this.country = country;
    }
}
