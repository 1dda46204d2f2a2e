package dev.nexs.testing.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Settings of a server: the kit's own, chosen to be quick and small, and what the user sets on top. */
public final class ServerSettings {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

    /** The library that logs plans; it does nothing before it is told to. */
    public static final String PLANS = "auto_explain";

    private ServerSettings() {}

    /**
     * What every server of the kit starts with. Nothing is made durable, since a test server never survives the
     * machine; a SIGKILL loses nothing nevertheless, because the kernel keeps what was written.
     */
    public static Map<String, String> defaults(int majorVersion) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fsync", "off");
        settings.put("full_page_writes", "off");
        settings.put("shared_buffers", "32MB");
        settings.put("max_connections", "100");
        settings.put("max_prepared_transactions", "10");
        settings.put("max_wal_senders", "20");
        settings.put("max_replication_slots", "10");
        settings.put("wal_keep_size", "256MB");
        settings.put("max_wal_size", "256MB");
        settings.put("min_wal_size", "16MB");
        settings.put("hot_standby", "on");
        settings.put("wal_receiver_status_interval", "1s");
        settings.put("wal_retrieve_retry_interval", "50ms");
        settings.put("dynamic_shared_memory_type", "mmap");
        settings.put("shared_preload_libraries", PLANS);
        settings.put("log_line_prefix", "%m [%p] %u@%d ");
        settings.put("log_timezone", "UTC");
        settings.put("timezone", "UTC");
        if (majorVersion >= 18) {
            settings.put("io_method", "sync");
        }
        return settings;
    }

    /**
     * Reads {@code name=value} pairs.
     *
     * @throws IllegalArgumentException naming every pair that is none
     */
    public static Map<String, String> parse(String... pairs) {
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0 || !isName(pair.substring(0, equals).strip())) {
                wrong.add("'" + pair + "'");
            } else {
                settings.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("Server settings are written name=value, such as work_mem=64MB; not so: "
                    + String.join(", ", wrong));
        }
        return settings;
    }

    /** Whether a text can name a server setting. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Renders the lines of a configuration file. */
    public static String render(Map<String, String> settings) {
        StringBuilder lines = new StringBuilder();
        settings.forEach((name, value) -> lines.append(name)
                .append(" = '")
                .append(value.replace("\\", "\\\\").replace("'", "''"))
                .append("'\n"));
        return lines.toString();
    }
}
