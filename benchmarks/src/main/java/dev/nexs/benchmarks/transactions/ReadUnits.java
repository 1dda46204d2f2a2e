package dev.nexs.benchmarks.transactions;

import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Operation;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.Transactions;
import java.util.concurrent.ThreadLocalRandom;
import org.hibernate.SessionFactory;

/** A unit that is one {@code find}. */
final class ReadUnits {

    private static final String SHAPE = "3 columns, " + TransactionsGroup.ROWS + " rows, one find each";

    private ReadUnits() {}

    /** All on the primary, so that nothing but the unit differs. */
    static Comparison onThePrimary(SessionFactory sessions, Transactions transactions) {
        Transactions plain =
                transactions.with(o -> o.readPreference(ReadPreference.PRIMARY).consistency(Consistency.NONE));
        Transactions real = plain.with(o -> o.transaction(true));
        return Comparison.of("read unit on the primary", SHAPE)
                .contender("find outside a transaction", () -> sessions.inSession(s -> s.find(Item.class, key())))
                .contender("Transactions.read", find(plain))
                .contender(
                        "find in session.inTransaction", () -> sessions.inTransaction(s -> s.find(Item.class, key())))
                .contender("Transactions.read, transaction(true)", find(real));
    }

    /** The replica has long replayed the token; what is measured is finding that out. */
    static Comparison onTheReplica(Transactions transactions) {
        ConsistencyToken token = transactions.token();
        Transactions untokened = transactions.with(
                o -> o.readPreference(ReadPreference.SECONDARY).consistency(Consistency.NONE));
        return Comparison.of("read unit on a replica that has caught up", SHAPE)
                .contender("no token", find(untokened))
                .contender("with a token", find(untokened.withToken(token)))
                .contender("consistency session", find(untokened.with(o -> o.consistency(Consistency.SESSION))));
    }

    private static Operation find(Transactions transactions) {
        return () -> transactions.read(session -> session.find(Item.class, key()));
    }

    private static Long key() {
        return 1 + ThreadLocalRandom.current().nextLong(TransactionsGroup.ROWS);
    }
}
