package dev.nexs.boot;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.cluster.NodesUnavailableException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Puts the sentence of whatever Nexs ORM refuses at the start in the place of a stack trace: of the causes, the innermost
 * one that a class of this library has thrown.
 */
final class NexsFailureAnalyzer implements FailureAnalyzer {

    private static final String OURS = "dev.nexs.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        Throwable ours = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOurs(cause)) {
                ours = cause;
            }
        }
        return ours == null ? null : new FailureAnalysis(description(ours), action(ours), ours);
    }

    private static boolean isOurs(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getMessage() != null
                && (cause instanceof NexsConfigurationException
                        || cause instanceof NodesUnavailableException
                        || (trace.length > 0 && trace[0].getClassName().startsWith(OURS)));
    }

    private static String description(Throwable cause) {
        return cause instanceof NexsConfigurationException settings
                ? settings.problems().stream()
                        .collect(Collectors.joining("\n- ", "Nexs ORM cannot use these settings:\n\n- ", ""))
                : String.valueOf(cause.getMessage());
    }

    private static String action(Throwable cause) {
        if (cause instanceof NexsConfigurationException) {
            return "Correct each of them in the application's properties or environment.";
        }
        if (cause instanceof NodesUnavailableException) {
            return "See whether the servers run, whether their addresses are right in spring.datasource.url or nexs.url,"
                    + " and whether one of them is a primary. To start without a server, set"
                    + " spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false and"
                    + " spring.jpa.database-platform=org.hibernate.dialect.PostgreSQLDialect.";
        }
        return "Do what the sentence says; the guides are in docs/ of the project.";
    }
}
