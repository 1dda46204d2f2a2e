package dev.nexs.examples.demo;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.hibernate.SessionFactory;

/** A client that writes one row after the other, reads it back and notes what it was told. */
final class Writer implements Runnable {

    private final Transactions transactions;
    private final List<Long> acknowledged = new ArrayList<>();
    private final Map<Integer, Integer> reads = new TreeMap<>();
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
                read(transactions.read(session -> session.find(Book.class, written.id) == null
                        ? 0
                        : session.createNativeQuery("select inet_server_port()", Integer.class)
                                .getSingleResult()));
            } catch (RuntimeException e) {
                failed();
            }
        }
    }

    private synchronized void wrote() {
        acknowledged.add(System.nanoTime());
        notifyAll();
    }

    /** Notes the port of the node that was read from; 0 where it did not show the row. */
    private synchronized void read(int port) {
        stale += port == 0 ? 1 : 0;
        reads.merge(port, 1, Integer::sum);
    }

    /** {@return reads of each port since the last time that somebody asked} */
    synchronized Map<Integer, Integer> takeReads() {
        Map<Integer, Integer> taken = new TreeMap<>(reads);
        reads.clear();
        return taken;
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
