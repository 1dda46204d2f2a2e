package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Under which account of the operating system the server runs, since PostgreSQL refuses to run as root.
 *
 * <p>An ordinary user runs it as he is. Root puts it into a user namespace of its own ({@code unshare -U}), where it
 * is nobody but its files still belong to root. Where a container's seccomp profile forbids that, root hands the
 * files over to the account with id 65534 and runs the server as that.
 */
enum Account {
    SELF(List.of()),
    NAMESPACE(List.of("unshare", "-U")),
    NOBODY(List.of("setpriv", "--reuid=" + Account.NOBODY_ID, "--regid=" + Account.NOBODY_ID, "--clear-groups"));

    static final String SETTING = "nexs.test.run-as";

    private static final int NOBODY_ID = 65534;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> prefix;

    Account(List<String> prefix) {
        this.prefix = prefix;
    }

    /** Finds out by trying. */
    static Account choose(KitDirectory directory) {
        String chosen = System.getProperty(SETTING, "");
        return chosen.isEmpty() ? choose(directory.isOfRoot(), Account::probe) : byName(chosen);
    }

    /** Where this account's servers live: the user's own directory lets nobody else in. */
    KitDirectory reachable(KitDirectory own) {
        return this == NOBODY ? KitDirectory.forEverybodyToEnter() : own;
    }

    static Account choose(boolean root, Function<Account, Command> probe) {
        if (!root) {
            return SELF;
        }
        Command namespace = probe.apply(NAMESPACE);
        if (namespace.succeeded()) {
            return NAMESPACE;
        }
        Command nobody = probe.apply(NOBODY);
        if (nobody.succeeded()) {
            return NOBODY;
        }
        throw new PostgresServerException("PostgreSQL does not run as root, and this JVM is root but may neither use "
                + "'unshare -U' (" + namespace.output().strip() + ") nor 'setpriv' ("
                + nobody.output().strip()
                + "). Run the tests as an ordinary user, or allow user namespaces (in Docker: "
                + "--security-opt seccomp=unconfined), or use nexs.test.backend=external.");
    }

    private static Account byName(String name) {
        return Stream.of(values())
                .filter(account -> account.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new PostgresServerException("The system property " + SETTING + " is '" + name
                        + "', but must be one of self, namespace, nobody."));
    }

    private Command probe() {
        return Command.run(Command.words(prefix, Path.of("sh"), List.of("-c", ":")));
    }

    List<String> command(Path program, List<String> arguments) {
        return Command.words(prefix, program, arguments);
    }

    /** Makes a tree belong to the account that will use it, and reachable for it. */
    void own(Path tree) throws IOException {
        if (this != NOBODY) {
            return;
        }
        Trees.own(tree, NOBODY_ID);
    }
}
