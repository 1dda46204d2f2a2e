package dev.nexs.benchmarks.softdelete;

import dev.nexs.testing.Cluster;

/** The table that all contenders read: every second row is deleted. */
final class DocumentTable {

    static final int ROWS = 40_000;
    static final int OWNERS = 1_000;
    static final int LIVE_PER_OWNER = 20;

    private DocumentTable() {}

    static void create(Cluster cluster) {
        cluster.primary()
                .execute(
                        "create table document (id bigint primary key, owner varchar(255), title varchar(255),"
                                + " deleted_at timestamptz)",
                        "insert into document select i, 'owner ' || ((i / 2) % " + OWNERS + "), 'document ' || i,"
                                + " case when i % 2 = 1 then now() end from generate_series(1, " + ROWS + ") i",
                        "create index on document (owner) where deleted_at is null",
                        "vacuum analyze document");
    }
}
