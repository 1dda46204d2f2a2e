package dev.nexs.orm.internal;

import dev.nexs.orm.pool.NodeAddress;
import org.jspecify.annotations.Nullable;

/** Finds the node that an environment variable means: its address, with all but letters and digits as underscores. */
final class NodeVariables {

    private NodeVariables() {}

    static @Nullable String settingName(String variable, String url) {
        try {
            for (NodeAddress node : UrlParser.parse(url.trim()).nodes()) {
                for (Setting<?> setting : Catalogue.OF_A_NODE) {
                    String name = SettingNames.nodeSetting(node, setting.name());
                    if (EnvironmentSettings.variable(name).equals(variable)) {
                        return name;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            return null; // the URL is reported where it is read
        }
        return null;
    }
}
