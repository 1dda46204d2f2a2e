package dev.nexs.benchmarks.softdelete;

import dev.nexs.benchmarks.harness.Interval;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.testing.Cluster;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.DynamicType;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;

/** How much longer a session factory takes to build for each entity that is soft-deletable. */
final class BootCost {

    private static final int ENTITIES = 100;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Cluster cluster;
    private final List<Class<?>> plain = copies(PlainEntity.class);
    private final List<Class<?>> marked = copies(MarkedEntity.class);

    BootCost(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The same entity many times over, as an application would have them: each a class of its own. */
    private static List<Class<?>> copies(Class<?> template) {
        List<Class<?>> copies = new ArrayList<>();
        ClassLoader loader = template.getClassLoader();
        for (int i = 0; i < ENTITIES; i++) {
            DynamicType.Unloaded<?> copy = new ByteBuddy()
                    .redefine(template)
                    .name(template.getName() + i)
                    .make();
            loader = copy.load(loader).getLoaded().getClassLoader();
            copies.add(load(loader, template.getName() + i));
        }
        return copies;
    }

    private static Class<?> load(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Boots both in turn, in either order, and says what the difference is for one entity. */
    String measure(Mode mode) {
        int rounds = mode == Mode.SMOKE ? 1 : mode == Mode.QUICK ? 9 : 31;
        double[] wall = new double[rounds];
        double[] cpu = new double[rounds];
        double[] base = new double[rounds];
        for (int i = 0; i < (mode == Mode.SMOKE ? 1 : 5); i++) {
            boot(plain);
            boot(marked);
        }
        for (int round = 0; round < rounds; round++) {
            boolean first = round % 2 == 0;
            double[] one = boot(first ? plain : marked);
            double[] other = boot(first ? marked : plain);
            double[] without = first ? one : other;
            double[] with = first ? other : one;
            wall[round] = (with[0] - without[0]) / ENTITIES;
            cpu[round] = (with[1] - without[1]) / ENTITIES;
            base[round] = without[0] / ENTITIES;
        }
        Interval more = Interval.of(wall);
        Interval moreCpu = Interval.of(cpu);
        return String.format(
                Locale.ROOT,
                "Boot of %d entities of six columns, %d pairs after a warm-up: %.3f ms for each without a trash;"
                        + " @SoftDeletable adds %.3f [%.3f–%.3f] ms, of them %.3f [%.3f–%.3f] ms CPU (95 %% confidence).",
                ENTITIES,
                rounds,
                Interval.of(base).median(),
                more.median(),
                more.lower(),
                more.upper(),
                moreCpu.median(),
                moreCpu.lower(),
                moreCpu.upper());
    }

    /** Wall and CPU time in milliseconds. */
    private double[] boot(List<Class<?>> entities) {
        Configuration configuration = new Configuration(new BootstrapServiceRegistryBuilder()
                        .applyClassLoader(entities.get(ENTITIES - 1).getClassLoader())
                        .build())
                .setProperty("jakarta.persistence.jdbc.url", cluster.primary().jdbcUrl())
                .setProperty("jakarta.persistence.jdbc.user", cluster.primary().username())
                .setProperty(
                        "jakarta.persistence.jdbc.password", cluster.primary().password())
                .setProperty("hibernate.hbm2ddl.auto", "none");
        entities.forEach(configuration::addAnnotatedClass);
        long cpu = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        configuration.buildSessionFactory().close();
        return new double[] {(System.nanoTime() - start) / 1e6, (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6};
    }
}
