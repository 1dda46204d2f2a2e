package dev.nexs.examples.arrays;

import dev.nexs.types.ArrayColumn;
import dev.nexs.types.GinIndex;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;

/** A floor of a building: its rooms by row and column, and its labels. */
@Entity
@GinIndex(columns = "labels")
public class Floor {

    @Id
    long id;

    @ArrayColumn
    int[][] rooms = {};

    @ArrayColumn
    List<String> labels = List.of();

    /** For Hibernate. */
    public Floor() {}

    Floor(long id, int[][] rooms, List<String> labels) {
        this.id = id;
        this.rooms = rooms;
        this.labels = labels;
    }
}
