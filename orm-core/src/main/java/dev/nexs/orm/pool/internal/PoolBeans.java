package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.HikariConfig;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Sees to it that pools whose MBeans HikariCP registers have names of their own. Of two pools of one name it would register
 * the first only, and whichever is closed first would take the beans of the other along.
 */
final class PoolBeans {

    private PoolBeans() {}

    /** Opens a pool under its name, with a number behind it where that is taken. One at a time, or two might take it. */
    static synchronized <T> T open(HikariConfig config, Function<HikariConfig, T> opening) {
        String name = config.getPoolName();
        for (int number = 2; isTaken(config.getPoolName()); number++) {
            config.setPoolName(name + "-" + number);
        }
        return opening.apply(config);
    }

    private static boolean isTaken(String name) {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            return beans.isRegistered(new ObjectName("com.zaxxer.hikari:type=Pool (" + name + ")"))
                    || beans.isRegistered(new ObjectName("com.zaxxer.hikari:type=Pool,name=" + name));
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("nexs.pool.pool-name: '" + name + "' cannot name an MBean", e);
        }
    }
}
