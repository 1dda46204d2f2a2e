package dev.nexs.examples.arrays;

import dev.nexs.types.ArrayValueException;
import dev.nexs.types.PgArrays;
import jakarta.persistence.criteria.Root;
import java.io.PrintStream;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Arrays of two dimensions in the life of an entity. */
public final class Arrays {

    private Arrays() {}

    /** Runs on the server that {@code NEXS_URL} names, else on an embedded one. */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Sessions.on(factory -> run(factory, out), Floor.class);
    }

    private static void run(SessionFactory factory, PrintStream out) {
        factory.inTransaction(session -> {
            session.persist(new Floor(1, new int[][] {{101, 102}, {103, 104}}, List.of("lobby", "cafe")));
            session.persist(new Floor(2, new int[][] {{201, 202, 203}}, List.of("office")));
        });
        factory.inTransaction(session -> session.find(Floor.class, 1L).rooms[1][0] = 113);
        out.println("room 113 is on floor "
                + factory.fromSession(session -> session.createSelectionQuery(
                                "select f.id from Floor f where array_any(:room, f.rooms)", Long.class)
                        .setParameter("room", 113)
                        .getSingleResult()));
        out.println("floors with a cafe or an office: " + factory.fromSession(Arrays::withCafeOrOffice));
        try {
            factory.inTransaction(session -> session.find(Floor.class, 1L).rooms = new int[][] {{1, 2}, {3}});
        } catch (ArrayValueException e) {
            out.println("refused: " + e.getMessage());
        }
    }

    private static List<Long> withCafeOrOffice(Session session) {
        var builder = session.getCriteriaBuilder();
        var query = builder.createQuery(Long.class);
        Root<Floor> floor = query.from(Floor.class);
        query.select(floor.get("id"))
                .where(PgArrays.overlaps(builder, floor.<List<String>>get("labels"), List.of("cafe", "office")))
                .orderBy(builder.asc(floor.get("id")));
        return session.createSelectionQuery(query).getResultList();
    }
}
