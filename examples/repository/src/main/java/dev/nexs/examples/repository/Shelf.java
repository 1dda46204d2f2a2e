package dev.nexs.examples.repository;

import dev.nexs.orm.Transactions;
import java.util.List;

/** A repository that somebody has written by hand, for sessions. */
final class Shelf {

    private final Transactions tx;

    Shelf(Transactions tx) {
        this.tx = tx;
    }

    void rename(String isbn, String title) {
        tx.run(session -> session.find(Book.class, isbn).title = title);
    }

    List<String> all() {
        return tx.read(session -> session.createSelectionQuery("select title from Book order by title", String.class)
                .getResultList());
    }
}
