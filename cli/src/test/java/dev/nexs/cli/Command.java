package dev.nexs.cli;

import dev.nexs.testing.Cluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command in this JVM, as its main method does. */
record Command(int code, String out, String err) {

    static Command run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Nexs.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Command(code, out.toString(), err.toString());
    }

    /** With the options that lead to a cluster before everything else. */
    static Command on(Cluster cluster, Path folder, String command, String... more) throws Exception {
        return run(options(cluster, folder, command, more));
    }

    static String[] options(Cluster cluster, Path folder, String command, String... more) throws Exception {
        Path secret = folder.resolve("password");
        Files.writeString(secret, cluster.password());
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(
                "--url", cluster.jdbcUrl(), "--user", cluster.username(), "--password-file", secret.toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    JsonNode json() {
        return JsonMapper.builder().build().readTree(out);
    }
}
