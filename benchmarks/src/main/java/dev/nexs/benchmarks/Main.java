package dev.nexs.benchmarks;

import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/** {@code Main GROUP MODE}: runs one group or {@code all}, in mode smoke, quick or full. */
public final class Main {

    private static final Path RESULTS = Path.of("target", "results");

    private Main() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments the group's name or {@code all}, then the mode
     */
    public static void main(String[] arguments) throws Exception {
        String wanted = arguments.length > 0 ? arguments[0] : "all";
        Mode mode = mode(arguments.length > 1 ? arguments[1] : "quick");
        List<Group> groups = groups();
        List<Group> chosen = groups.stream()
                .filter(group -> wanted.equals("all") || group.name().equals(wanted))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no benchmark group is called " + wanted + "; there are all, "
                    + String.join(", ", groups.stream().map(Group::name).toList()));
        }
        for (Group group : chosen) {
            run(group, mode);
        }
    }

    /** Runs one group, prints its tables and writes them below {@code target/results}. */
    static void run(Group group, Mode mode) throws Exception {
        System.out.println("# " + group.name() + "\n");
        Report report = new Report(group.name(), System.out);
        group.run(mode, report);
        report.write(RESULTS);
    }

    /** {@return every group on the class path, by name} */
    static List<Group> groups() {
        return ServiceLoader.load(Group.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Group::name))
                .toList();
    }

    private static Mode mode(String name) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no benchmark mode is called " + name + "; there are smoke, quick and full"));
    }
}
