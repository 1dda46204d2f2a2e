package dev.nexs.boot.notes;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
public class Note {
    @Id
    @GeneratedValue
    Long id;

    String text;

    protected Note() {}

    public Note(String text) {
        this.text = text;
    }
}
