package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Runs scripts on this machine with the embedded binaries in the path, as an account that may run a server. */
public final class LocalShell {

    private final KitDirectory directory = KitDirectory.ofThisMachine();
    private final Account account = Account.choose(directory);
    private final Installation installation = Installation.of(Binaries.find("18"), directory);

    public String run(String script) {
        String withPath = "PATH=" + installation.home().resolve("bin") + ":$PATH; " + script;
        Command command = Command.run(account.command(Path.of("sh"), List.of("-c", withPath)));
        if (!command.succeeded()) {
            throw new PostgresServerException(script + "\n" + command.output());
        }
        return command.output();
    }

    public void write(String path, byte[] content) {
        try {
            Path file = Files.write(Path.of(path), content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
