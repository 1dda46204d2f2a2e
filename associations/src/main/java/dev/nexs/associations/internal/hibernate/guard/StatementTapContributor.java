package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.AssociationsSettings;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.hibernate.service.spi.ServiceContributor;
import org.jspecify.annotations.Nullable;

/** Puts the {@link StatementTap} around the application's own statement inspector. Found through service loading. */
public final class StatementTapContributor implements ServiceContributor {

    /** For the service loader. */
    public StatementTapContributor() {}

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        Map<String, Object> settings = builder.getSettings();
        Object own = settings.get(AvailableSettings.STATEMENT_INSPECTOR);
        if (!(own instanceof StatementTap)) {
            Object threshold = settings.get(AssociationsSettings.N_PLUS_ONE_THRESHOLD);
            boolean remember = threshold != null && !threshold.toString().trim().equals("0");
            builder.applySetting(AvailableSettings.STATEMENT_INSPECTOR, new StatementTap(inspector(own), remember));
        }
    }

    private static @Nullable StatementInspector inspector(@Nullable Object own) {
        if (own == null || own instanceof StatementInspector) {
            return (StatementInspector) own;
        }
        try {
            Class<?> type =
                    own instanceof Class<?> given ? given : load(own.toString().trim());
            return type.asSubclass(StatementInspector.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (InvocationTargetException e) {
            throw unusable(own, e.getCause());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw unusable(own, e);
        }
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return Class.forName(name, true, loader == null ? StatementInspector.class.getClassLoader() : loader);
    }

    private static IllegalArgumentException unusable(Object value, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                AvailableSettings.STATEMENT_INSPECTOR + " is '" + value
                        + "'; allowed is a StatementInspector, or a class of one with a public constructor without"
                        + " parameters",
                cause);
    }
}
