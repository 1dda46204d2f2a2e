package dev.nexs.testing.internal.containers;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/** A shell in a container. */
record ContainerShell(GenericContainer<?> container) implements Shell {

    private static final String ACCOUNT = "postgres";
    private static final int PRIVATE = 0600;

    @Override
    public String run(String script) {
        return run(ACCOUNT, script);
    }

    @Override
    public void write(String path, byte[] content) {
        container.copyFileToContainer(Transferable.of(content, PRIVATE), path);
        run("root", "chown " + ACCOUNT + " '" + path + "'");
    }

    private String run(String account, String script) {
        String[] words = {"sh", "-c", script};
        try {
            ExecResult result = container.execInContainer(
                    ExecConfig.builder().user(account).command(words).build());
            String output = result.getStdout() + result.getStderr();
            if (result.getExitCode() != 0) {
                throw new PostgresServerException("A command failed in " + container.getDockerImageName()
                        + " with exit code " + result.getExitCode() + ": " + script + "\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new PostgresServerException("Cannot run a command in " + container.getDockerImageName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresServerException("Interrupted while a command ran in a container", e);
        }
    }
}
