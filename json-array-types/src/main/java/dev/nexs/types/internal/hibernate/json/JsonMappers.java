package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.JsonTypesSettings;
import dev.nexs.types.internal.json.DefaultMapperProvider;
import dev.nexs.types.spi.JsonMapperProvider;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.HibernateException;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.resource.beans.spi.ManagedBeanRegistry;
import org.hibernate.service.Service;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The mappers of one session factory: the application's own, which all documents use that name no other, and those that
 * an attribute names. Each provider is made once, by the container that makes Hibernate's other beans if there is one.
 */
public final class JsonMappers implements Service {

    private final ServiceRegistryImplementor registry;
    private final Map<Class<? extends JsonMapperProvider>, JsonMapper> named = new ConcurrentHashMap<>();
    private final JsonMapper standard;
    private final JsonFunctionTypes functionTypes;

    private JsonMappers(ServiceRegistryImplementor registry, @Nullable Object setting) {
        this.registry = registry;
        this.standard = setting == null ? new DefaultMapperProvider().mapper() : configured(setting);
        this.functionTypes = new JsonFunctionTypes(standard);
    }

    /** The mapper of documents that name none. */
    JsonMapper standard() {
        return standard;
    }

    /** The types of JSON arguments and results that stand beside no document of an attribute. */
    public JsonFunctionTypes functionTypes() {
        return functionTypes;
    }

    /** The mapper that an attribute names. */
    JsonMapper of(Class<? extends JsonMapperProvider> provider) {
        return provider == DefaultMapperProvider.class ? standard : named.computeIfAbsent(provider, this::supplied);
    }

    private JsonMapper supplied(Class<? extends JsonMapperProvider> provider) {
        JsonMapperProvider instance = registry.requireService(ManagedBeanRegistry.class)
                .getBean(provider)
                .getBeanInstance();
        return Objects.requireNonNull(instance.mapper(), "it supplies null");
    }

    private JsonMapper configured(Object setting) {
        try {
            if (setting instanceof JsonMapper mapper) {
                return mapper;
            } else if (setting instanceof JsonMapperProvider provider) {
                return Objects.requireNonNull(provider.mapper(), "it supplies null");
            } else if (setting instanceof Class<?> type) {
                return supplied(type.asSubclass(JsonMapperProvider.class));
            } else if (setting instanceof String name) {
                return supplied(registry.requireService(ClassLoaderService.class)
                        .<JsonMapperProvider>classForName(name.trim())
                        .asSubclass(JsonMapperProvider.class));
            }
            throw new IllegalArgumentException("it is a " + setting.getClass().getName());
        } catch (RuntimeException e) {
            throw new HibernateException(
                    "The setting " + JsonTypesSettings.JSON_MAPPER + " cannot be used: " + e + ". Set a Jackson 3"
                            + " JsonMapper, a JsonMapperProvider, or the class of one or its name; it needs a public"
                            + " constructor without parameters unless a container makes it.",
                    e);
        }
    }

    /** Makes it when it is first asked for. */
    public static final class Initiator implements StandardServiceInitiator<JsonMappers> {

        @Override
        public Class<JsonMappers> getServiceInitiated() {
            return JsonMappers.class;
        }

        @Override
        public JsonMappers initiateService(Map<String, Object> settings, ServiceRegistryImplementor registry) {
            return new JsonMappers(registry, settings.get(JsonTypesSettings.JSON_MAPPER));
        }
    }
}
