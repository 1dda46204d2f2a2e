package dev.nexs.examples.demo;

import dev.nexs.orm.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.hibernate.SessionFactory;

/** A client that writes one row after the other, reads it back and notes what it was told. */
final class Writer implements Runnable {

    private final Transactions transactions;
    private final List<Long> acknowledged = new ArrayList<>();
    private volatile boolean running = true;
    private int failed;
    private int stale;

    Writer(SessionFactory sessions) {
        this.transactions = Transactions.of(sessions);
    }

    @Override
    public void run() {
        while (running) {
            try {
                Book book = transactions.write(session -> {
                    Book line = new Book("ledger");
                    session.persist(line);
                    return line;
                });
                boolean found = transactions.read(session -> session.find(Book.class, book.id) != null);
                wrote(found);
            } catch (RuntimeException e) {
                failed();
            }
        }
    }

    private synchronized void wrote(boolean found) {
        acknowledged.add(System.nanoTime());
        stale += found ? 0 : 1;
        notifyAll();
    }

    private synchronized void failed() {
        failed++;
    }

    /** {@return when the first write was acknowledged that ended after a moment; waits for it} */
    synchronized long firstAfter(long moment) throws InterruptedException {
        while (true) {
            OptionalLong first = acknowledged.stream()
                    .mapToLong(Long::longValue)
                    .filter(at -> at > moment)
                    .findFirst();
            if (first.isPresent()) {
                return first.getAsLong();
            }
            wait(30_000);
        }
    }

    void stop() {
        running = false;
    }

    synchronized int acknowledgedWrites() {
        return acknowledged.size();
    }

    synchronized int failedWrites() {
        return failed;
    }

    synchronized int staleReads() {
        return stale;
    }
}
