package dev.nexs.cli;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.NodeSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nexs cluster}. */
@Command(
        name = "cluster",
        description = "Shows nodes, and steers them in running applications.",
        subcommands = {ClusterCommand.Watch.class, ClusterCommand.Drain.class, ClusterCommand.Resume.class})
final class ClusterCommand {

    @Command(name = "watch", description = "Shows every node and what happens to it, until it is interrupted.")
    static final class Watch implements Callable<Integer> {

        @Mixin
        final Connected database = new Connected();

        @Mixin
        final Report report = new Report();

        @Option(names = "--interval", defaultValue = "2", paramLabel = "SECONDS", description = "Default: 2")
        int interval;

        @Option(names = "--count", defaultValue = "0", paramLabel = "N", description = "Stop after N times; 0 goes on")
        int count;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws InterruptedException {
            BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();
            try (NexsDataSource source = database.open()) {
                source.cluster().onEvent(events::add);
                for (int i = 1; count == 0 || i <= count; i++) {
                    drainFor(Duration.ofSeconds(interval), events);
                    show(source);
                }
                return source.health().health().servesWrites() ? 0 : Nexs.FOUND;
            }
        }

        private void drainFor(Duration time, BlockingQueue<ClusterEvent> events) throws InterruptedException {
            long until = System.nanoTime() + time.toNanos();
            for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
                ClusterEvent event = events.poll(left, TimeUnit.NANOSECONDS);
                if (event != null && report.isJson()) {
                    report.write(spec, Map.of("event", event.toString()));
                } else if (event != null) {
                    Report.out(spec).println("* " + event);
                }
            }
        }

        private void show(NexsDataSource source) {
            if (report.isJson()) {
                Report.out(spec).println(source.health().toJson());
                return;
            }
            PrintWriter out = Report.out(spec);
            List<List<String>> rows = new ArrayList<>();
            for (NodeSnapshot node : source.cluster().nodes()) {
                rows.add(List.of(
                        node.id(),
                        node.role().name().toLowerCase(Locale.ROOT),
                        node.state().name().toLowerCase(Locale.ROOT),
                        node.position() == null
                                ? ""
                                : node.position().timeline() + " "
                                        + node.position().lsnText(),
                        millis(node.lag()),
                        millis(node.latency()),
                        node.note() != null ? node.note() : node.lastError() == null ? "" : node.lastError()));
            }
            Report.table(out, List.of("node", "role", "state", "timeline, lsn", "lag", "round trip", ""), rows);
            out.println(source.health());
        }

        private static String millis(@Nullable Duration duration) {
            return duration == null ? "" : Math.round(duration.toNanos() / 1e5) / 10.0 + " ms";
        }
    }

    /** Tells running applications, by the endpoint of the Spring Boot starter. */
    private abstract static class Steer implements Callable<Integer> {

        @Option(
                names = "--endpoint",
                required = true,
                split = ",",
                paramLabel = "URL",
                description = "/actuator/nexs of each instance, such as http://app1:8080/actuator/nexs. A bearer token"
                        + " comes from NEXS_ENDPOINT_TOKEN")
        List<URI> endpoints = new ArrayList<>();

        @Parameters(paramLabel = "NODE", description = "host:port")
        String node = "";

        @Mixin
        final Report report = new Report();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        private final String action;

        Steer(String action) {
            this.action = action;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
            Map<String, Object> answers = new LinkedHashMap<>();
            boolean all = true;
            for (URI endpoint : endpoints) {
                String answer = post(client, endpoint);
                all &= answer.equals("done");
                answers.put(endpoint.toString(), answer);
            }
            if (report.isJson()) {
                report.write(spec, answers);
            } else {
                answers.forEach((endpoint, answer) -> Report.out(spec).println(endpoint + ": " + answer));
            }
            return all ? 0 : Nexs.UNREACHABLE;
        }

        private String post(HttpClient client, URI endpoint) throws InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(endpoint + "/" + URLEncoder.encode(node, StandardCharsets.UTF_8)))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"" + action + "\"}"));
            String token = System.getenv("NEXS_ENDPOINT_TOKEN");
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            try {
                HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                return answer.statusCode() == 200 ? "done" : "refused with status " + answer.statusCode();
            } catch (IOException e) {
                return "not reached: " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            }
        }
    }

    @Command(name = "drain", description = "Gives a node nothing new to do, in each instance that is named.")
    static final class Drain extends Steer {
        Drain() {
            super("drain");
        }
    }

    @Command(name = "resume", description = "Undoes drain.")
    static final class Resume extends Steer {
        Resume() {
            super("resume");
        }
    }
}
