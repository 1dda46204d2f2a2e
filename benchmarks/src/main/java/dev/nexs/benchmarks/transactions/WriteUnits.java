package dev.nexs.benchmarks.transactions;

import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Operation;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.Transactions;
import java.util.concurrent.ThreadLocalRandom;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** A unit that loads an entity and changes it. */
final class WriteUnits {

    private WriteUnits() {}

    static Comparison compare(SessionFactory sessions, Transactions transactions) {
        Transactions none = transactions.with(o -> o.consistency(Consistency.NONE));
        Transactions session = transactions.with(o -> o.consistency(Consistency.SESSION));
        return Comparison.of("write unit", "find one of " + TransactionsGroup.ROWS + " rows, change it, commit")
                .contender("session.inTransaction", () -> sessions.inTransaction(WriteUnits::change))
                .contender("Transactions.run, consistency none", change(none))
                .contender("Transactions.run, consistency session", change(session))
                .contender(
                        "consistency none, commit resolution XID",
                        change(none.with(o -> o.commitResolution(CommitResolution.XID))))
                .contender(
                        "consistency none, commit resolution MARKER",
                        change(none.with(o -> o.commitResolution(CommitResolution.MARKER))));
    }

    private static Operation change(Transactions transactions) {
        return () -> transactions.run(WriteUnits::change);
    }

    private static void change(Session session) {
        session.find(Item.class, 1 + ThreadLocalRandom.current().nextLong(TransactionsGroup.ROWS)).amount++;
    }
}
