package dev.nexs.testing;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link ExpectStatements} does. */
final class ExpectStatementsExtension implements InvocationInterceptor {

    ExpectStatementsExtension() {}

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        check(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        check(invocation, context);
    }

    private static void check(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        ExpectStatements expected = AnnotationSupport.findAnnotation(
                        context.getRequiredTestMethod(), ExpectStatements.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), ExpectStatements.class))
                .orElseThrow();
        Statements.Recording recording = Statements.record(nodes(context));
        invocation.proceed();
        check(expected, recording.end());
    }

    private static List<Node> nodes(ExtensionContext context) {
        List<Node> nodes = new ArrayList<>();
        Optional.ofNullable(PostgresServerExtension.node(context)).ifPresent(nodes::add);
        Optional.ofNullable(PostgresClusterExtension.cluster(context))
                .ifPresent(cluster -> nodes.addAll(cluster.nodes()));
        if (nodes.isEmpty()) {
            throw new IllegalStateException("@ExpectStatements on " + context.getDisplayName()
                    + " has no server to listen to: add @PostgresServer or @PostgresCluster.");
        }
        return nodes;
    }

    private static void check(ExpectStatements expected, Statements statements) {
        if (expected.value() != ExpectStatements.ANY) {
            statements.assertCount(expected.value());
        }
        if (expected.atMost() != ExpectStatements.ANY) {
            statements.assertAtMost(expected.atMost());
        }
        check(statements, "SELECT", expected.selects());
        check(statements, "INSERT", expected.inserts());
        check(statements, "UPDATE", expected.updates());
        check(statements, "DELETE", expected.deletes());
        statements.assertNoNPlusOne(expected.repeatedSelects());
        for (String index : expected.usesIndex()) {
            statements.assertUsesIndex(index);
        }
        for (String table : expected.noSequentialScan()) {
            statements.assertNoSequentialScan(table);
        }
    }

    private static void check(Statements statements, String command, int expected) {
        if (expected != ExpectStatements.ANY) {
            statements.assertCount(command, expected);
        }
    }
}
