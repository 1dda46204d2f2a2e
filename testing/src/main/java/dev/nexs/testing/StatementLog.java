package dev.nexs.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The statements in a server's log. A backend writes each of its lines before it answers the client, so that what a
 * client has been answered is there.
 */
final class StatementLog {

    private static final Map<String, String> SETTINGS = Map.of(
            "log_statement", "all",
            "log_line_prefix", "%m [%p] %u@%d ",
            "auto_explain.log_min_duration", "0",
            "auto_explain.log_format", "text");

    /** What {@code log_line_prefix} makes, and the kind of message; other lines continue the one before. */
    private static final Pattern LINE =
            Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\S+ \\S+ \\[(\\d+)] (\\S*)@(\\S*) ([A-Z0-9]+): {2}(.*)$");

    private static final Pattern STATEMENT =
            Pattern.compile("^(?:statement|execute (?!fetch from)[^:]*): (.*)$", Pattern.DOTALL);
    private static final Pattern PLAN = Pattern.compile("^duration: \\S+ ms {2}plan:\n(.*)$", Pattern.DOTALL);
    private static final Pattern PARAMETERS = Pattern.compile("^[Pp]arameters: (.*)$", Pattern.DOTALL);

    private final Node node;
    private final List<ExecutedStatement> statements = new ArrayList<>();
    private final Map<String, Integer> latestOfProcess = new HashMap<>();

    private StatementLog(Node node) {
        this.node = node;
    }

    static void switchOn(Node node) {
        if (!node.server().canLogStatements()) {
            throw new UnsupportedOperationException(
                    "Statements are read from the server's log, and that of the external "
                            + "server at " + node.host() + ":" + node.port()
                            + " cannot be read: use nexs.test.backend=embedded "
                            + "or testcontainers.");
        }
        if (!Replication.value(node, "SHOW log_statement").equals("all")) {
            node.configure(SETTINGS);
        }
    }

    static List<ExecutedStatement> read(Node node, int beginning) {
        StatementLog log = new StatementLog(node);
        @Nullable Matcher message = null;
        StringBuilder text = new StringBuilder();
        for (String line : node.logs().substring(beginning).split("\n")) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                log.add(message, text);
                message = matcher;
                text = new StringBuilder(matcher.group(5));
            } else {
                text.append('\n').append(line.startsWith("\t") ? line.substring(1) : line);
            }
        }
        log.add(message, text);
        return log.statements;
    }

    private void add(@Nullable Matcher message, CharSequence text) {
        if (message == null
                || !message.group(3).equals(node.database())
                || message.group(2).equals(node.superuser().name())) {
            return;
        }
        String process = message.group(1);
        Matcher statement = STATEMENT.matcher(text);
        if (message.group(4).equals("LOG") && statement.matches()) {
            latestOfProcess.put(process, statements.size());
            statements.add(new ExecutedStatement(node.name(), statement.group(1), "", null));
            return;
        }
        Integer latest = latestOfProcess.get(process);
        if (latest == null) {
            return;
        }
        ExecutedStatement known = statements.get(latest);
        Matcher plan = PLAN.matcher(text);
        Matcher parameters = PARAMETERS.matcher(text);
        if (plan.matches()) {
            statements.set(latest, known.withPlan(plan.group(1)));
        } else if (message.group(4).equals("DETAIL") && parameters.matches()) {
            statements.set(latest, known.withParameters(parameters.group(1)));
        }
    }
}
