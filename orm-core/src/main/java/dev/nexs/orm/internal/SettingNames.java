package dev.nexs.orm.internal;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sorts raw keys: settings of ours, of a node, of HikariCP, of a feature module, and those that nobody knows. */
final class SettingNames {

    /** Checked by the modules that own them. Those of the test kit arrive because Hibernate hands on system properties. */
    private static final List<String> OF_FEATURES =
            List.of("nexs.soft-delete.", "nexs.associations.", "nexs.types.", "nexs.test.");

    private static final Set<String> OURS =
            Catalogue.ALL.stream().map(Setting::name).collect(Collectors.toUnmodifiableSet());

    private final SettingValues values;
    private final Map<String, Object> hikari = new TreeMap<>();
    private final Set<NodeAddress> nodes = new LinkedHashSet<>();

    private SettingNames(SettingValues values) {
        this.values = values;
    }

    /** Keeps what begins with {@code nexs.}, under the names of the catalogue. */
    static SettingNames sort(Map<String, ?> raw) {
        SettingNames names = new SettingNames(new SettingValues(Map.of()));
        new TreeMap<>(raw).forEach((name, value) -> {
            if (name.startsWith(NexsSettings.PREFIX) && value != null) {
                names.accept(name, value);
            }
        });
        return names;
    }

    private void accept(String name, Object value) {
        if (OURS.contains(name)) {
            put(name, name, value);
        } else if (name.startsWith(NexsSettings.NODE_PREFIX)) {
            acceptNode(name, value);
        } else if (name.startsWith(NexsSettings.POOL_PREFIX)) {
            acceptHikari(name, value);
        } else if (name.startsWith(NexsSettings.HOOKS_PREFIX)) {
            values.raw().put(name, value); // a hook by a name of the application's own
        } else if (name.startsWith(NexsSettings.TENANCY_CLUSTER_PREFIX)) {
            acceptCluster(name, value);
        } else if (OF_FEATURES.stream().noneMatch(name::startsWith)) {
            unknown(name);
        }
    }

    /** What follows the cluster's name is checked when the cluster's own settings are read. */
    private void acceptCluster(String name, Object value) {
        String rest = name.substring(NexsSettings.TENANCY_CLUSTER_PREFIX.length());
        int dot = rest.indexOf('.');
        if (dot < 1 || dot == rest.length() - 1) {
            values.problem(name + " is unknown; allowed is " + NexsSettings.TENANCY_CLUSTER_PREFIX
                    + "<name>.<setting>, such as " + NexsSettings.TENANCY_CLUSTER_PREFIX + "eu.url");
        } else {
            values.raw().put(name, value);
        }
    }

    private void put(String setting, String written, Object value) {
        if (values.raw().putIfAbsent(setting, value) != null) {
            values.problem(written + ": " + setting + " is set too and means the same; keep one of them");
        }
    }

    private void acceptHikari(String name, Object value) {
        Optional<String> property = HikariNames.find(name.substring(NexsSettings.POOL_PREFIX.length()));
        if (property.isEmpty()) {
            unknown(name);
            return;
        }
        Optional<String> refusal = HikariNames.refusal(property.get());
        if (refusal.isPresent()) {
            values.problem(name + " cannot be set: " + refusal.get());
        } else if (HikariNames.SAME.containsKey(property.get())) {
            String ours = HikariNames.SAME.get(property.get());
            boolean size = ours.equals(NexsSettings.POOL_MAXIMUM_SIZE) || ours.equals(NexsSettings.POOL_MINIMUM_IDLE);
            put(ours, name, size ? value : HikariNames.withUnit(value));
        } else {
            hikari.put(property.get(), value);
        }
    }

    private void acceptNode(String name, Object value) {
        int dot = name.lastIndexOf('.');
        String setting = name.substring(dot + 1);
        boolean known = Catalogue.OF_A_NODE.stream().anyMatch(s -> s.name().equals(setting));
        if (!known || dot < NexsSettings.NODE_PREFIX.length()) {
            values.problem(
                    name + " is unknown; allowed is nexs.node.<host:port>.weight, .region, .tags or .maximum-size");
            return;
        }
        try {
            NodeAddress node =
                    Hosts.parse(name.substring(NexsSettings.NODE_PREFIX.length(), dot), NodeAddress.DEFAULT_PORT);
            nodes.add(node);
            if (values.raw().putIfAbsent(nodeSetting(node, setting), value) != null) {
                values.problem(name + " is set twice, with and without the port " + NodeAddress.DEFAULT_PORT
                        + "; keep one of them");
            }
        } catch (IllegalArgumentException e) {
            values.problem(name + " names no node: " + e.getMessage());
        }
    }

    private void unknown(String name) {
        values.problem(name + " is unknown"
                + Names.nearest(name, known())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; see dev.nexs.orm.NexsSettings for every name"));
    }

    /** {@return whether a setting concerns sessions and transactions rather than connections} */
    static boolean mayStandBesideShared(String name) {
        return name.equals(NexsSettings.DATASOURCE)
                || TransactionSettings.has(name)
                || name.startsWith(NexsSettings.TENANCY_PREFIX)
                || OF_FEATURES.stream().anyMatch(name::startsWith);
    }

    /** Where a node's setting is kept, whichever way its address was written. */
    static String nodeSetting(NodeAddress node, String setting) {
        return NexsSettings.NODE_PREFIX + node.id() + "." + setting;
    }

    /** {@return whether a name is in the catalogue} */
    static boolean isOurs(String name) {
        return OURS.contains(name);
    }

    /** {@return every name that may be written, those of nodes aside} */
    static Set<String> known() {
        Set<String> known = new TreeSet<>(HikariNames.settingNames());
        known.addAll(OURS);
        return known;
    }

    SettingValues values() {
        return values;
    }

    Map<String, Object> hikari() {
        return hikari;
    }

    Set<NodeAddress> nodes() {
        return nodes;
    }
}
