package dev.nexs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class, or a single test method, a PostgreSQL cluster of its own.
 *
 * <p>On a class the cluster lives from before the first to after the last method; on a method, for that method only,
 * and in place of the class's. A parameter of type {@link Cluster} receives it; one of type {@link Node}, its
 * primary, unless the class has a {@link PostgresServer} as well.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgresClusterExtension.class)
public @interface PostgresCluster {

    /** How many streaming replicas there are. */
    int replicas() default ClusterBuilder.DEFAULT_REPLICAS;

    /** Whether a commit on the primary waits for any one replica to have written it. */
    boolean synchronous() default false;

    /** Whether every node offers TLS; see {@link ClusterBuilder#tls()}. */
    boolean tls() default false;

    /** The version or the beginning of it, such as {@code 18} or {@code 17.10}; empty for the newest on the class path. */
    String version() default "";

    /** Server settings of every node, each written {@code name=value}. */
    String[] settings() default {};

    /**
     * Whether the class fails if it leaves open connections, threads named {@code nexs-…}, or files of that name in the
     * temporary directory.
     */
    boolean leakCheck() default true;
}
