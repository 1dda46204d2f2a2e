package dev.nexs.examples.transactions;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.FaultProxy;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes a deposit whose COMMIT is never answered. */
final class LostAnswer {

    private static final int DEPOSIT = 7;

    private LostAnswer() {}

    static void run(Transactions transactions, FaultProxy network) {
        int before = balance(transactions);
        AtomicInteger attempts = new AtomicInteger();
        CommitCut cut = network.cutAfterCommitSent();
        transactions.run(options -> options.commitResolution(CommitResolution.XID), session -> {
            attempts.incrementAndGet();
            session.find(Account.class, 1L).balance += DEPOSIT;
        });
        System.out.println("the answer to COMMIT was lost: " + cut.happened());
        System.out.println("deposits made: " + (balance(transactions) - before) / DEPOSIT + ", attempts: " + attempts);
    }

    private static int balance(Transactions transactions) {
        return transactions.read(session -> session.find(Account.class, 1L).balance);
    }
}
