package dev.nexs.orm.hooks;

/** A registered hook. Closing it takes it out; its name is free again. */
public interface HookRegistration extends AutoCloseable {

    /** {@return its name} */
    String name();

    /** {@return whether it is called} */
    boolean isEnabled();

    /** Turns it off and on while the application runs. */
    void enabled(boolean enabled);

    /** {@return its figures since it was registered} */
    HookStatistics statistics();

    @Override
    void close();
}
