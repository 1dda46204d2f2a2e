package dev.nexs.examples.demo;

import dev.nexs.orm.bulk.Bulk;
import java.util.stream.IntStream;

/** Many entities at once. */
final class BulkScene implements Scene {

    private static final int BOOKS = 20_000;

    @Override
    public String title() {
        return "Entities by COPY";
    }

    @Override
    public void play(Stage stage) {
        long start = System.nanoTime();
        long rows = Bulk.of(stage.sessions())
                .insert(Book.class, IntStream.range(0, BOOKS).mapToObj(i -> new Book("loaded")))
                .rows();
        stage.say("%d books by COPY in %d ms", rows, (System.nanoTime() - start) / 1_000_000);
    }
}
