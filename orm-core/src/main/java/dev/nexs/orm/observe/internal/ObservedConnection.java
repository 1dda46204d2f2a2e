package dev.nexs.orm.observe.internal;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A physical connection, as observers see it: where it leads, and a place for what one of them keeps of its borrower. */
public interface ObservedConnection extends Connection {

    /** {@return where it leads} */
    String node();

    /** {@return who has borrowed it, as {@link #held(Object)} was told last} */
    @Nullable
    Object holder();

    /** Keeps who has borrowed it. */
    void held(@Nullable Object holder);
}
