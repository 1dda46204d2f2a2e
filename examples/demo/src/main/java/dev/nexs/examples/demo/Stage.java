package dev.nexs.examples.demo;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.hibernate.SessionFactory;

/**
 * What every scene works with.
 *
 * @param cluster the servers, to kill and to promote
 * @param dataSource the datasource that has to live with it
 * @param sessions Hibernate on top of that datasource
 * @param out where the tour is told
 * @param figures what the closing table shows
 */
record Stage(
        Cluster cluster,
        NexsDataSource dataSource,
        SessionFactory sessions,
        PrintStream out,
        Map<String, Long> figures) {

    /** Tells one line of the tour. */
    void say(String format, Object... arguments) {
        out.println("   " + String.format(Locale.ROOT, format, arguments));
    }

    /** Plays a scene under its title. */
    void play(Scene scene) throws Exception {
        out.println();
        out.println("== " + scene.title());
        scene.play(this);
    }
}
