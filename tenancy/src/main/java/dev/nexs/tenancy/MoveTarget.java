package dev.nexs.tenancy;

/** Where a tenant is to move. */
public final class MoveTarget {

    private String cluster = "";
    private String database = "";
    private boolean dropSource;

    MoveTarget() {}

    /** Names a configured cluster. Default: the one of {@code nexs.url}. */
    public MoveTarget cluster(String name) {
        cluster = name;
        return this;
    }

    /** Names the database there, for the strategy {@code database}. Default: called as it is now. */
    public MoveTarget database(String name) {
        database = name;
        return this;
    }

    /** Drops what was copied when the tenant has moved. Default: it is kept under another name, and nobody reads it. */
    public MoveTarget dropSource() {
        dropSource = true;
        return this;
    }

    String cluster() {
        return cluster;
    }

    String database() {
        return database;
    }

    boolean dropsSource() {
        return dropSource;
    }
}
