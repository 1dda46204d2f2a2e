package dev.nexs.orm.internal;

import org.jspecify.annotations.Nullable;

/** Makes what a setting names by its class. */
public final class Instances {

    private Instances() {}

    /** {@return a new instance, or null after the problem has been reported} */
    static <T> @Nullable T create(Class<T> type, String setting, Object raw, SettingValues values) {
        String why;
        try {
            Object made = load(raw).getDeclaredConstructor().newInstance();
            if (type.isInstance(made)) {
                return type.cast(made);
            }
            why = "it is no " + type.getName();
        } catch (ClassNotFoundException e) {
            why = "there is no such class";
        } catch (ReflectiveOperationException | LinkageError e) {
            why = "it has no public constructor without parameters that works (" + e + ")";
        }
        values.problem(setting + " = '" + (raw instanceof Class<?> c ? c.getName() : raw)
                + "' is not allowed: " + why + "; allowed is a " + type.getName()
                + " or the name of a class that is one");
        return null;
    }

    private static Class<?> load(Object raw) throws ClassNotFoundException {
        if (raw instanceof Class<?> type) {
            return type;
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context != null ? context : Instances.class.getClassLoader();
        return Class.forName(raw.toString(), true, loader);
    }
}
