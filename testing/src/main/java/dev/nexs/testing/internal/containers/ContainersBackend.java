package dev.nexs.testing.internal.containers;

import dev.nexs.testing.internal.Backend;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** One container per server, in a network of their own. What a dead JVM leaves, Testcontainers' Ryuk removes. */
public final class ContainersBackend implements Backend {

    /** The system property that chooses another image, such as one of your registry. */
    public static final String IMAGE_SETTING = "nexs.test.image";

    private static final Logger LOG = LoggerFactory.getLogger(ContainersBackend.class);
    private static final int PORT = 5432;
    private static final String DEFAULT_VERSION = "18";
    private static final String DIRECTORY = "/tmp/nexs";

    private final String image;
    private final int majorVersion;
    private final Network network = Network.newNetwork();
    private final ConcurrentLinkedDeque<AutoCloseable> made = new ConcurrentLinkedDeque<>();

    /** Prepares a network; containers come with the servers. */
    public ContainersBackend(String version) {
        String wanted = version.isEmpty() ? DEFAULT_VERSION : version;
        image = System.getProperty(IMAGE_SETTING, "postgres:" + wanted);
        majorVersion = Integer.parseInt(wanted.replaceAll("\\..*", ""));
    }

    /** Whether a Docker engine answers. */
    public static boolean isEngineThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    public Server create(ServerSpec spec) {
        LOG.info("Starting a container of {} for {}", image, spec.name());
        @SuppressWarnings("resource") // closed with the server
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withNetwork(network)
                .withNetworkAliases(spec.name())
                .withExposedPorts(PORT)
                .withCreateContainerCmdModifier(command -> command.withEntrypoint("sleep", "infinity"))
                .waitingFor(Wait.forSuccessfulCommand("true"));
        made.add(container);
        container.start();
        ContainerShell shell = new ContainerShell(container);
        shell.run("mkdir -m 700 " + DIRECTORY);
        Endpoint endpoint = new Endpoint(container.getHost(), container.getMappedPort(PORT), spec.name(), PORT);
        return new ScriptedServer(spec, majorVersion, shell, endpoint, DIRECTORY, container::stop);
    }

    @Override
    public Path newDirectory(String name) {
        try {
            Path directory = Files.createTempDirectory("nexs-testing-" + name);
            made.add(() -> delete(directory));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        for (AutoCloseable next = made.pollLast(); next != null; next = made.pollLast()) {
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("Cannot remove {}", next, e);
            }
        }
        network.close();
    }
}
