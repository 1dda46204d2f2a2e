package dev.nexs.testing.internal.containers;

import dev.nexs.testing.KeyFiles;
import dev.nexs.testing.Role;
import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.HostBasedAuthentication;
import dev.nexs.testing.internal.InitialContents;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSettings;
import dev.nexs.testing.internal.ServerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A server that is controlled by commands in a shell. The account's home for it is one directory. */
final class ScriptedServer implements Server {

    /** Sends a signal to the postmaster and its children; a frozen postmaster cannot react to a child's death. */
    private static final String SIGNAL_ALL = """
            master=$(head -n 1 %1$s/postmaster.pid) || exit 0
            kill -STOP $master
            for stat in /proc/[0-9]*/stat; do
              read -r pid name state parent rest < $stat 2>/dev/null || continue
              [ "$parent" = "$master" ] && kill -%2$s $pid
            done
            kill -%2$s $master
            """;

    private final ServerSpec spec;
    private final int majorVersion;
    private final Shell shell;
    private final Endpoint endpoint;
    private final String directory;
    private final Runnable removal;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private boolean running;
    private boolean paused;

    ScriptedServer(
            ServerSpec spec, int majorVersion, Shell shell, Endpoint endpoint, String directory, Runnable removal) {
        this.spec = spec;
        this.majorVersion = majorVersion;
        this.shell = shell;
        this.endpoint = endpoint;
        this.directory = directory;
        this.removal = removal;
        settings.putAll(ServerSettings.defaults(majorVersion));
        settings.put("listen_addresses", "*");
        settings.put("port", Integer.toString(endpoint.peerPort()));
        settings.put("unix_socket_directories", "");
        settings.putAll(spec.settings());
    }

    private String data() {
        return directory + "/data";
    }

    @Override
    public String host() {
        return endpoint.host();
    }

    @Override
    public int port() {
        return endpoint.port();
    }

    @Override
    public String peerHost() {
        return endpoint.peerHost();
    }

    @Override
    public int peerPort() {
        return endpoint.peerPort();
    }

    @Override
    public Role superuser() {
        return Accounts.SUPERUSER;
    }

    @Override
    public int majorVersion() {
        return majorVersion;
    }

    @Override
    public synchronized void initialize() {
        write("password", Accounts.SUPERUSER.password() + "\n");
        write("roles.sql", InitialContents.script());
        String options = String.join(" ", InitialContents.initdbOptions(majorVersion));
        shell.run("initdb --pgdata=" + data() + " --pwfile=" + directory + "/password " + options);
        shell.run("postgres --single -j -F -D " + data() + " postgres < " + directory + "/roles.sql");
        shell.run("rm " + directory + "/password " + directory + "/roles.sql");
    }

    @Override
    public synchronized void copyOf(Server primary) {
        String connection = Accounts.replicationConnection(primary, spec.name());
        shell.run("rm -rf " + data());
        shell.run("pg_basebackup --pgdata=" + data() + " --checkpoint=fast --wal-method=stream --no-sync --dbname='"
                + connection + "'");
        shell.run("touch " + data() + "/standby.signal");
        follow(primary);
    }

    @Override
    public void follow(Server primary) {
        configure(Map.of("primary_conninfo", Accounts.replicationConnection(primary, spec.name())));
    }

    @Override
    public synchronized void useCertificate(Path authority, KeyFiles certificate) {
        copy(authority, "root.crt");
        copy(certificate.certificate(), "server.crt");
        copy(certificate.key(), "server.key");
        configure(Map.of(
                "ssl", "on",
                "ssl_ca_file", directory + "/root.crt",
                "ssl_cert_file", directory + "/server.crt",
                "ssl_key_file", directory + "/server.key"));
    }

    private void copy(Path file, String name) {
        try {
            shell.write(directory + "/" + name, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) {
        shell.write(directory + "/" + name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        write("data/pg_hba.conf", HostBasedAuthentication.render(spec.tls(), "all"));
        write("data/nexs.conf", ServerSettings.render(settings));
        String main = data() + "/postgresql.conf";
        shell.run("grep -q nexs.conf " + main + " || echo \"include = 'nexs.conf'\" >> " + main);
        shell.run("rm -f " + data() + "/postmaster.pid");
        shell.run("pg_ctl start -w -t 60 -D " + data() + " -l " + directory + "/log > " + directory
                + "/start.log 2>&1 || { cat " + directory + "/start.log " + directory + "/log; exit 1; }");
        running = true;
        paused = false;
    }

    @Override
    public synchronized void stop() {
        if (paused) {
            resume();
        }
        if (running) {
            shell.run("pg_ctl stop -w -m fast -D " + data());
            running = false;
        }
    }

    @Override
    public synchronized void kill() {
        if (running) {
            signalAll("KILL");
            running = false;
            paused = false;
        }
    }

    @Override
    public synchronized void pause() {
        signalAll("STOP");
        paused = true;
    }

    @Override
    public synchronized void resume() {
        signalAll("CONT");
        paused = false;
    }

    private void signalAll(String signal) {
        if (!running) {
            throw new IllegalStateException(spec.name() + " is not running. Start it first with start().");
        }
        shell.run(SIGNAL_ALL.formatted(data(), signal));
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    @Override
    public synchronized boolean isPaused() {
        return paused;
    }

    @Override
    public synchronized void configure(Map<String, String> changed) {
        settings.putAll(changed);
        if (running) {
            write("data/nexs.conf", ServerSettings.render(settings));
            shell.run("kill -HUP $(head -n 1 " + data() + "/postmaster.pid)");
        }
    }

    @Override
    public String logs() {
        return shell.run("cat " + directory + "/log 2>/dev/null || true");
    }

    @Override
    public void close() {
        removal.run();
    }
}
