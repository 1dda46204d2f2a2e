package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;

/**
 * Makes a HikariCP pool that can be forgotten. HikariCP remembers in each thread what it lent to that thread last, and so
 * a closed pool lives on as long as its borrowers' threads: where it was loaded by the application's own class loader it
 * remembers by strong references. A pool there is closed once, when the application ends; here one is closed with each
 * failure of its node. Its price is one weak reference per borrow, which servlet containers and Spring Boot's archives pay
 * anyway.
 */
final class ForgetfulPool {

    /** Read by HikariCP while a pool is made; there is no other way to tell it. */
    private static final String WEAK = "com.zaxxer.hikari.useWeakReferences";

    private ForgetfulPool() {}

    /** A pool that another thread makes at the same moment may become forgetful as well, which does it no harm. */
    static synchronized HikariPool open(HikariConfig config) {
        if (System.getProperty(WEAK) != null) {
            return new HikariPool(config);
        }
        System.setProperty(WEAK, "true");
        try {
            return new HikariPool(config);
        } finally {
            System.clearProperty(WEAK);
        }
    }
}
