package dev.nexs.cli;

import dev.nexs.orm.NexsDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nexs profile}. */
@Command(
        name = "profile",
        description = "The statements that cost most, by pg_stat_statements, with advice and the plan for any values.")
final class ProfileCommand implements Callable<Integer> {

    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

    @Mixin
    final Connected database = new Connected();

    @Mixin
    final Report report = new Report();

    @Option(names = "--top", defaultValue = "10", description = "How many. Default: 10")
    int top;

    @Option(names = "--plans", description = "With the plan of each")
    boolean plans;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** One statement. */
    record Costly(
            String statement,
            long calls,
            double totalMillis,
            double meanMillis,
            double share,
            double rowsPerCall,
            List<String> advice,
            List<String> plan) {}

    @Override
    public Integer call() throws SQLException {
        List<Costly> all;
        try (NexsDataSource source = database.open();
                Connection connection = source.getConnection()) {
            all = read(connection);
        }
        if (report.isJson()) {
            report.write(spec, all.stream().map(ProfileCommand::json).toList());
            return 0;
        }
        PrintWriter out = Report.out(spec);
        for (Costly each : all) {
            out.printf(
                    java.util.Locale.ROOT,
                    "%5.1f %%  %d calls  %.1f ms in all  %.2f ms each  %.1f rows each%n",
                    each.share(),
                    each.calls(),
                    each.totalMillis(),
                    each.meanMillis(),
                    each.rowsPerCall());
            out.println("    " + each.statement());
            each.advice().forEach(advice -> out.println("    -> " + advice));
            each.plan().forEach(line -> out.println("       " + line));
        }
        return 0;
    }

    private static Map<String, Object> json(Costly each) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("statement", each.statement());
        json.put("calls", each.calls());
        json.put("totalMillis", each.totalMillis());
        json.put("meanMillis", each.meanMillis());
        json.put("share", each.share());
        json.put("rowsPerCall", each.rowsPerCall());
        json.put("advice", each.advice());
        json.put("plan", each.plan());
        return json;
    }

    private List<Costly> read(Connection connection) throws SQLException {
        List<Costly> all = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet there = statement.executeQuery(
                    "select count(*) from pg_catalog.pg_extension where extname = 'pg_stat_statements'")) {
                there.next();
                if (there.getInt(1) == 0) {
                    throw new IllegalArgumentException("profile reads pg_stat_statements, which this database does not"
                            + " have; add it to shared_preload_libraries, restart, and run CREATE EXTENSION"
                            + " pg_stat_statements");
                }
            }
            try (ResultSet row = statement.executeQuery("select query, calls, total_exec_time, mean_exec_time,"
                    + " 100 * total_exec_time / nullif(sum(total_exec_time) over (), 0), rows::float8 / nullif(calls, 0),"
                    + " shared_blks_read, shared_blks_hit, temp_blks_written from pg_stat_statements where dbid ="
                    + " (select oid from pg_catalog.pg_database where datname = current_database()) order by"
                    + " total_exec_time desc limit " + top)) {
                while (row.next()) {
                    all.add(new Costly(
                            row.getString(1).replaceAll("\\s+", " "),
                            row.getLong(2),
                            row.getDouble(3),
                            row.getDouble(4),
                            row.getDouble(5),
                            row.getDouble(6),
                            advice(row),
                            List.of()));
                }
            }
        }
        return plans ? all.stream().map(each -> planned(connection, each)).toList() : all;
    }

    private static List<String> advice(ResultSet row) throws SQLException {
        List<String> advice = new ArrayList<>();
        long read = row.getLong(7);
        long hit = row.getLong(8);
        if (row.getLong(9) > 0) {
            advice.add("It spills to disk: an index in the order that it sorts by, or more work_mem");
        }
        if (read > 1_000 && read > hit) {
            advice.add("Most of its pages come from disk: it reads more than fits the cache, look for a full scan");
        }
        if (row.getLong(2) > 1_000 && row.getDouble(4) < 1 && row.getDouble(6) <= 1) {
            advice.add("Many calls of few rows: a preload or batch reads them in one round trip");
        }
        if (row.getDouble(6) > 10_000) {
            advice.add("It returns very many rows at a time: page through them or stream them");
        }
        return advice;
    }

    private static Costly planned(Connection connection, Costly each) {
        Matcher matcher = PARAMETER.matcher(each.statement());
        int parameters = 0;
        while (matcher.find()) {
            parameters = Math.max(parameters, Integer.parseInt(matcher.group(1)));
        }
        List<String> plan = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("prepare nexs_profile as " + each.statement());
            try (ResultSet row = statement.executeQuery("explain execute nexs_profile"
                    + (parameters == 0
                            ? ""
                            : "(" + String.join(", ", java.util.Collections.nCopies(parameters, "null")) + ")"))) {
                while (row.next()) {
                    plan.add(row.getString(1));
                }
            } finally {
                statement.execute("deallocate nexs_profile");
                statement.execute("reset plan_cache_mode");
            }
        } catch (SQLException e) {
            plan.add("no plan: " + e.getMessage());
        }
        return new Costly(
                each.statement(),
                each.calls(),
                each.totalMillis(),
                each.meanMillis(),
                each.share(),
                each.rowsPerCall(),
                each.advice(),
                plan);
    }
}
