package dev.nexs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fails a test whose method has its servers run other statements than this says, whatever sends them.
 *
 * <p>It needs {@link PostgresServer} or {@link PostgresCluster}; all nodes count together. What runs before and after the
 * method does not count. On a class it holds for each of its test methods that has none of its own.
 *
 * <p>See {@link Statements} for what counts, and for assertions about a part of a test.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ExpectStatementsExtension.class)
public @interface ExpectStatements {

    /** What is not checked. */
    int ANY = -1;

    /** How many statements there are. */
    int value() default ANY;

    /** How many there are at most. */
    int atMost() default ANY;

    /** How many begin with SELECT. */
    int selects() default ANY;

    /** How many begin with INSERT; each row of a JDBC batch counts. */
    int inserts() default ANY;

    /** How many begin with UPDATE; each of a JDBC batch counts. */
    int updates() default ANY;

    /** How many begin with DELETE; each of a JDBC batch counts. */
    int deletes() default ANY;

    /** How often one and the same SELECT may run; 2 by default, so that an N+1 over three rows is found. */
    int repeatedSelects() default Statements.REPEATED_SELECTS;

    /** Indexes of which each has to be read by at least one plan. */
    String[] usesIndex() default {};

    /** Tables that no plan may read as a whole. */
    String[] noSequentialScan() default {};
}
