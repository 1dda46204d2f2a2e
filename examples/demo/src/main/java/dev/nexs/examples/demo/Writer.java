package dev.nexs.examples.demo;

import dev.nexs.orm.CommitResolution;
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
        this.transactions = Transactions.of(sessions, options -> options.commitResolution(CommitResolution.MARKER));
    }

    @Override
    public void run() {
        while (running) {
            try {
                Book written = transactions.write(session -> {
                    Book line = new Book("ledger");
                    session.persist(line);
                    return line;
                });
                wrote();
                read(transactions.read(session -> session.find(Book.class, written.id) != null));
            } catch (RuntimeException e) {
                failed();
            }
        }
    }

    private synchronized void wrote() {
        acknowledged.add(System.nanoTime());
        notifyAll();
    }

    private synchronized void read(boolean found) {
        stale += found ? 0 : 1;
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

    synchronized int failures() {
        return failed;
    }

    synchronized int staleReads() {
        return stale;
    }
}
