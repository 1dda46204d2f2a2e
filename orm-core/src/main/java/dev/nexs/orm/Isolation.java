package dev.nexs.orm;

/** The isolation levels that PostgreSQL has; READ UNCOMMITTED is READ COMMITTED there. */
public enum Isolation {
    /** Each statement sees what was committed before it began. PostgreSQL's own default. */
    READ_COMMITTED("READ COMMITTED"),
    /** All statements see what was committed before the first; conflicting writes fail with 40001 and are replayed. */
    REPEATABLE_READ("REPEATABLE READ"),
    /** As if all transactions ran one after another; what cannot be put in an order fails with 40001 and is replayed. */
    SERIALIZABLE("SERIALIZABLE");

    private final String sql;

    Isolation(String sql) {
        this.sql = sql;
    }

    /** {@return the level as SQL writes it} */
    public String sql() {
        return sql;
    }
}
