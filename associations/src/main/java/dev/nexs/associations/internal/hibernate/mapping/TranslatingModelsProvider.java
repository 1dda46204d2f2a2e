package dev.nexs.associations.internal.hibernate.mapping;

import java.util.Map;
import org.hibernate.models.spi.ClassLoading;
import org.hibernate.models.spi.ModelsConfiguration;
import org.hibernate.models.spi.ModelsContext;
import org.hibernate.models.spi.ModelsContextProvider;
import org.hibernate.models.spi.RegistryPrimer;

/** Gives Hibernate a model of the classes in which our annotations are translated. Found through service loading. */
public final class TranslatingModelsProvider implements ModelsContextProvider {

    /** For the service loader. */
    public TranslatingModelsProvider() {}

    @Override
    public ModelsContext produceContext(
            ClassLoading classLoading, RegistryPrimer primer, Map<Object, Object> configuration) {
        return new TranslatingModelsContext(
                classLoading, ModelsConfiguration.shouldTrackImplementors(configuration), primer);
    }
}
