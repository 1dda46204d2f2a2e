package dev.nexs.orm.cluster.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is primary.
 *
 * @param primary the node, or null
 * @param fenced the others that say they are, with the reason why they are not written to
 * @param rivals nodes that claim the same timeline; empty unless a split brain is suspected
 */
record Verdict(@Nullable String primary, Map<String, String> fenced, List<Claim> rivals) {

    static final Verdict NONE = new Verdict(null, Map.of(), List.of());

    boolean splitBrain() {
        return !rivals.isEmpty();
    }
}
