package dev.nexs.benchmarks.softdelete;

import dev.nexs.benchmarks.harness.Interval;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.testing.Cluster;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.DynamicType;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.ClassLoaderServiceImpl;
import org.hibernate.cfg.Configuration;

/** How much longer a session factory takes to build for each entity that is soft-deletable, and for each that is not. */
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

    /** What a trash costs, and what the module costs an application that uses nothing of it. */
    List<String> measure(Mode mode) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Boot of %d entities of six columns: @SoftDeletable adds %s.",
                        ENTITIES,
                        difference(mode, () -> boot(plain, true), () -> boot(marked, true))),
                String.format(
                        Locale.ROOT,
                        "Boot of %d entities of six columns: the module, unused, adds %s.",
                        ENTITIES,
                        difference(mode, () -> boot(plain, false), () -> boot(plain, true))));
    }

    /** Boots both in turn, in either order, and says what the difference is for one entity. */
    private static String difference(Mode mode, Supplier<double[]> base, Supplier<double[]> more) {
        int rounds = mode == Mode.SMOKE ? 1 : mode == Mode.QUICK ? 9 : 31;
        double[] wall = new double[rounds];
        double[] cpu = new double[rounds];
        double[] without = new double[rounds];
        for (int i = 0; i < (mode == Mode.SMOKE ? 1 : 5); i++) {
            without[i % rounds] = base.get()[0] + more.get()[0];
        }
        for (int round = 0; round < rounds; round++) {
            boolean first = round % 2 == 0;
            double[] one = first ? base.get() : more.get();
            double[] other = first ? more.get() : base.get();
            double[] before = first ? one : other;
            double[] after = first ? other : one;
            wall[round] = (after[0] - before[0]) / ENTITIES;
            cpu[round] = (after[1] - before[1]) / ENTITIES;
            without[round] = before[0] / ENTITIES;
        }
        Interval added = Interval.of(wall);
        Interval addedCpu = Interval.of(cpu);
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f–%.3f] ms for each to %.3f ms, of them %.3f [%.3f–%.3f] ms CPU (%d pairs, 95 %% confidence)",
                added.median(),
                added.lower(),
                added.upper(),
                Interval.of(without).median(),
                addedCpu.median(),
                addedCpu.lower(),
                addedCpu.upper(),
                rounds);
    }

    /** Wall and CPU time in milliseconds. */
    private double[] boot(List<Class<?>> entities, boolean withModule) {
        ClassLoader loader = entities.get(ENTITIES - 1).getClassLoader();
        BootstrapServiceRegistryBuilder bootstrap = new BootstrapServiceRegistryBuilder().applyClassLoader(loader);
        if (!withModule) {
            bootstrap.applyClassLoaderService(new WithoutModule(loader));
        }
        Configuration configuration = new Configuration(bootstrap.build())
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

    /** Finds every service but those of soft delete. */
    private static final class WithoutModule extends ClassLoaderServiceImpl {

        private static final long serialVersionUID = 1L;

        WithoutModule(ClassLoader loader) {
            super(loader);
        }

        @Override
        public <S> Collection<S> loadJavaServices(Class<S> contract) {
            return super.loadJavaServices(contract).stream()
                    .filter(service -> !service.getClass().getName().startsWith("dev.nexs.softdelete"))
                    .toList();
        }
    }
}
