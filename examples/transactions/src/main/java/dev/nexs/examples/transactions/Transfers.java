package dev.nexs.examples.transactions;

import dev.nexs.orm.Isolation;
import dev.nexs.orm.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;

/** Moves money between few accounts from many threads. */
final class Transfers {

    static final int ACCOUNTS = 4;

    private static final int THREADS = 8;
    private static final int TRANSFERS = 25;

    private Transfers() {}

    static void run(Transactions transactions) throws Exception {
        AtomicInteger retries = new AtomicInteger();
        Transactions serializable = transactions.with(options ->
                options.isolation(Isolation.SERIALIZABLE).maxAttempts(100).onRetry(event -> retries.incrementAndGet()));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> tellers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            tellers.add(threads.submit(() -> transfer(serializable, random)));
        }
        for (Future<?> teller : tellers) {
            teller.get();
        }
        threads.shutdown();
        System.out.println("transfers: " + THREADS * TRANSFERS + " done, " + retries + " times run again");
        System.out.println("sum of all balances: " + sum(transactions));
    }

    private static void transfer(Transactions transactions, Random random) {
        for (int i = 0; i < TRANSFERS; i++) {
            long from = random.nextInt(ACCOUNTS) + 1L;
            long to = (from + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS + 1;
            int amount = 1 + random.nextInt(10);
            transactions.run(session -> move(session, from, to, amount));
        }
    }

    private static void move(Session session, long from, long to, int amount) {
        session.find(Account.class, from).balance -= amount;
        session.find(Account.class, to).balance += amount;
    }

    private static long sum(Transactions transactions) {
        return transactions.read(session -> session.createSelectionQuery("select sum(balance) from Account", Long.class)
                .getSingleResult());
    }
}
