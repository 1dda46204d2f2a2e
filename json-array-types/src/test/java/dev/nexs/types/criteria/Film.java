package dev.nexs.types.criteria;

import dev.nexs.types.ArrayColumn;
import dev.nexs.types.JsonbColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;

@Entity
public class Film {

    @Id
    long id;

    @JsonbColumn
    Facts facts;

    @ArrayColumn
    List<String> tags;

    @ArrayColumn
    int[][] seats;

    Film() {}

    Film(long id, Facts facts, List<String> tags, int[][] seats) {
        this.id = id;
        this.facts = facts;
        this.tags = tags;
        this.seats = seats;
    }

    public record Facts(String title, int year, List<String> cast) {}
}
