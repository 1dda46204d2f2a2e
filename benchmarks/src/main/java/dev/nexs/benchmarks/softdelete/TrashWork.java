package dev.nexs.benchmarks.softdelete;

import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.Trash;
import dev.nexs.testing.Cluster;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.query.restriction.Restriction;

/**
 * Restore, forced deletion and purge of folders with papers with notes, beside the statements that somebody who knows the
 * schema would write: one for each level.
 */
final class TrashWork implements AutoCloseable {

    private static final String TRASHED = "deleted_at is not null";
    private static final String RESTORE = "set deleted_at = null, deletion_id = null";

    private final Cluster cluster;
    private final int folders;
    private final SessionFactory sessions;

    TrashWork(Cluster cluster, Mode mode) {
        this.cluster = cluster;
        this.folders = mode == Mode.SMOKE ? 100 : 10_000;
        cluster.primary()
                .execute(
                        "create table work_folder (id bigint primary key, name varchar(255), deleted_at timestamptz,"
                                + " deletion_id uuid)",
                        "create table work_paper (id bigint primary key, name varchar(255), folder_id bigint references"
                                + " work_folder, deleted_at timestamptz, deletion_id uuid)",
                        "create table work_note (id bigint primary key, name varchar(255), paper_id bigint references"
                                + " work_paper, deleted_at timestamptz, deletion_id uuid)",
                        "create index on work_paper (folder_id)",
                        "create index on work_note (paper_id)",
                        "create index on work_folder (deleted_at) where " + TRASHED,
                        "create index on work_paper (deleted_at) where " + TRASHED,
                        "create index on work_note (deleted_at) where " + TRASHED);
        this.sessions = new Configuration()
                .setProperty("jakarta.persistence.jdbc.url", cluster.primary().jdbcUrl())
                .setProperty("jakarta.persistence.jdbc.user", cluster.primary().username())
                .setProperty(
                        "jakarta.persistence.jdbc.password", cluster.primary().password())
                .setProperty("hibernate.hbm2ddl.auto", "none")
                .addAnnotatedClass(Folder.class)
                .addAnnotatedClass(Paper.class)
                .addAnnotatedClass(Note.class)
                .buildSessionFactory();
    }

    /** Ten rows for each folder, all in the trash; each folder went there by a removal of its own. */
    private void fill() {
        cluster.primary()
                .execute(
                        "truncate work_folder, work_paper, work_note",
                        "insert into work_folder select i, 'folder ' || i, now() - interval '1 day', gen_random_uuid() from"
                                + " generate_series(1, " + folders + ") i",
                        "insert into work_paper select f.id * 10 + i, 'paper', f.id, f.deleted_at, f.deletion_id from"
                                + " work_folder f, generate_series(1, 3) i",
                        "insert into work_note select p.id * 10 + i, 'note', p.id, p.deleted_at, p.deletion_id from"
                                + " work_paper p, generate_series(1, 2) i",
                        "vacuum analyze work_folder, work_paper, work_note");
    }

    /** The medians, as lines of a report. */
    List<String> measure(Mode mode) {
        int rounds = mode == Mode.SMOKE ? 1 : 5;
        List<String> lines = new ArrayList<>();
        lines.add(compare(
                "Restore",
                rounds,
                session -> {
                    session.createNativeMutationQuery(
                                    "update work_note n " + RESTORE + " from work_paper p, work_folder f"
                                            + " where n.paper_id = p.id and p.folder_id = f.id and n.deletion_id ="
                                            + " f.deletion_id")
                            .executeUpdate();
                    session.createNativeMutationQuery("update work_paper p " + RESTORE + " from work_folder f where"
                                    + " p.folder_id = f.id and p.deletion_id = f.deletion_id")
                            .executeUpdate();
                    session.createNativeMutationQuery("update work_folder " + RESTORE + " where " + TRASHED)
                            .executeUpdate();
                },
                session -> Trash.of(session).restoreAll(Folder.class, Restriction.unrestricted())));
        Consumer<Session> delete = session -> {
            session.createNativeMutationQuery(
                            "delete from work_note n using work_paper p, work_folder f where n.paper_id ="
                                    + " p.id and p.folder_id = f.id and f.deleted_at < now()")
                    .executeUpdate();
            session.createNativeMutationQuery(
                            "delete from work_paper p using work_folder f where p.folder_id = f.id and"
                                    + " f.deleted_at < now()")
                    .executeUpdate();
            session.createNativeMutationQuery("delete from work_folder where deleted_at < now()")
                    .executeUpdate();
        };
        lines.add(compare(
                "Forced deletion",
                rounds,
                delete,
                session -> Trash.of(session).forceDeleteAll(Folder.class, Restriction.unrestricted())));
        lines.add(compare(
                "Purge",
                rounds,
                delete,
                session -> Trash.of(session).purge(Folder.class, Duration.ZERO, options -> options.batchSize(1000))));
        return lines;
    }

    private String compare(String name, int rounds, Consumer<Session> hand, Consumer<Session> trash) {
        double[] byHand = new double[rounds];
        double[] ours = new double[rounds];
        long peak = 0;
        for (int round = -1; round < rounds; round++) {
            boolean first = round % 2 == 0;
            double one = time(first ? hand : trash);
            peak = first ? peak : Math.max(peak, peak());
            double other = time(first ? trash : hand);
            peak = first ? Math.max(peak, peak()) : peak;
            if (round >= 0) {
                byHand[round] = first ? one : other;
                ours[round] = first ? other : one;
            }
        }
        Arrays.sort(byHand);
        Arrays.sort(ours);
        int rows = folders * 10;
        double median = ours[rounds / 2];
        double medianByHand = byHand[rounds / 2];
        return String.format(
                Locale.ROOT,
                "%s of %,d rows on three levels: %,.0f rows/s, by hand %,.0f, %.2f of it; heap at most %d MB.",
                name,
                rows,
                rows / median,
                rows / medianByHand,
                medianByHand / median,
                peak >> 20);
    }

    private double time(Consumer<Session> work) {
        fill();
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
        long start = System.nanoTime();
        sessions.inTransaction(work);
        double seconds = (System.nanoTime() - start) / 1e9;
        return seconds;
    }

    private static long peak() {
        return pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    @Override
    public void close() {
        sessions.close();
    }

    /** The first level. */
    @Entity
    @Table(name = "work_folder")
    @SoftDeletable
    static class Folder {
        @Id
        Long id;

        String name;

        @OneToMany(mappedBy = "folder", cascade = CascadeType.ALL)
        Set<Paper> papers;
    }

    /** The second. */
    @Entity
    @Table(name = "work_paper")
    @SoftDeletable
    static class Paper {
        @Id
        Long id;

        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Folder folder;

        @OneToMany(mappedBy = "paper", cascade = CascadeType.ALL)
        Set<Note> notes;
    }

    /** The third. */
    @Entity
    @Table(name = "work_note")
    @SoftDeletable
    static class Note {
        @Id
        Long id;

        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Paper paper;
    }
}
