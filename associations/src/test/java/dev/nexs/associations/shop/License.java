package dev.nexs.associations.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
public class License {
    @Id
    @GeneratedValue
    public Long id;

    public String text;

    protected License() {}

    public License(String text) {
        this.text = text;
    }
}
