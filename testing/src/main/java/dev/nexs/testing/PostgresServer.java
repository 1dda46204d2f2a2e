package dev.nexs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a real PostgreSQL server and a fresh database on it.
 *
 * <p>The server is shared by all test classes of the JVM that ask for the same version and settings; the database
 * belongs to the class and is dropped after it. A parameter of type {@link Node}, in the constructor or in any
 * lifecycle or test method, receives it.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgresServerExtension.class)
public @interface PostgresServer {

    /** The version or the beginning of it, such as {@code 18} or {@code 17.10}; empty for the newest on the class path. */
    String version() default "";

    /** Server settings, each written {@code name=value}. */
    String[] settings() default {};

    /**
     * Whether the class fails if it leaves open connections, threads named {@code nexs-…}, or files of that name in the
     * temporary directory.
     */
    boolean leakCheck() default true;
}
