package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import org.jspecify.annotations.Nullable;

/**
 * What the server said to COMMIT.
 *
 * @param position where its log was afterwards, or null if it was not asked
 * @param unreplicated whether it warned that no synchronous standby may have it
 */
record CommitAnswer(@Nullable ConsistencyToken position, boolean unreplicated) {

    static final CommitAnswer NOTHING_WRITTEN = new CommitAnswer(null, false);
}
