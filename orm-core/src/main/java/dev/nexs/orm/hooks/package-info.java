/**
 * Steps into what the data layer does. {@link dev.nexs.orm.hooks.Hooks} is the registry of one datasource ({@code
 * ds.hooks()}), {@link dev.nexs.orm.hooks.HookPoint} names the places, {@link dev.nexs.orm.hooks.HookContext} is what a hook
 * sees.
 *
 * <p>A hook before an operation may refuse it; a hook after one can do it no harm, whatever it throws and however long it
 * takes. Where nobody has registered, an operation reads one field and goes on. What a hook sends itself meets no hook.
 */
@NullMarked
package dev.nexs.orm.hooks;

import org.jspecify.annotations.NullMarked;
