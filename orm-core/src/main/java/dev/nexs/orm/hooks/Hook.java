package dev.nexs.orm.hooks;

/** What is called at a point. */
@FunctionalInterface
public interface Hook {

    /**
     * Looks at an operation.
     *
     * @param context what it is; belongs to the call and is not kept
     * @throws HookVeto to refuse it, at a point before it
     * @throws Exception anything else is logged and counted, and changes nothing, unless the hook was registered as
     *     {@link HookOptions#required()}
     */
    void call(HookContext context) throws Exception;
}
