package dev.nexs.associations.enhanced;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.HashSet;
import java.util.Set;

@Entity
public class Warehouse {
    @Id
    private Long id;

    private String name;

    @OneToMany(mappedBy = "warehouse")
    private Set<Parcel> parcels = new HashSet<>();

    protected Warehouse() {}

    public Warehouse(long id, String name) {
        this.id = id;
        this.name = name;
    }

    public String getName() {
        return name;
    }

    public Set<Parcel> getParcels() {
        return parcels;
    }
}
