package dev.nexs.associations.internal.hibernate.boot;

import dev.nexs.associations.AssociationsSettings;
import dev.nexs.associations.BelongsToAny;
import dev.nexs.associations.Guards;
import dev.nexs.associations.TypeName;
import dev.nexs.associations.internal.hibernate.factory.AssociationsConfig;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.FetchProfile;
import org.hibernate.mapping.MetadataSource;
import org.hibernate.mapping.PersistentClass;

/**
 * Whether an application uses the module: by a setting, or by an annotation on an entity. Only then is the fetch profile
 * declared that makes a query strict, by which the rest of the start knows. Found through service loading.
 */
public final class Usage implements AdditionalMappingContributor {

    private static final String ANNOTATIONS = AssociationsSettings.class.getPackageName();

    /** For the service loader. */
    public Usage() {}

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator locator,
            MetadataBuildingContext context) {
        Map<String, Object> settings =
                context.getBootstrapContext().getConfigurationService().getSettings();
        boolean used = settings.keySet().stream().anyMatch(AssociationsConfig::isSetting)
                || isAnnotated(
                        metadata.getEntityBindingMap().values(),
                        annotation ->
                                annotation.annotationType().getPackageName().equals(ANNOTATIONS));
        if (used) {
            metadata.addFetchProfile(new FetchProfile(Guards.STRICT, MetadataSource.OTHER));
        }
    }

    /** {@return whether an entity has a name to be referred to by, or refers so} */
    static boolean hasPolymorphism(Collection<PersistentClass> entities) {
        return isAnnotated(
                entities, annotation -> annotation instanceof TypeName || annotation instanceof BelongsToAny);
    }

    private static boolean isAnnotated(Collection<PersistentClass> entities, Predicate<Annotation> wanted) {
        return entities.stream()
                .map(PersistentClass::getMappedClass)
                .filter(type -> type != null)
                .flatMap(Usage::hierarchy)
                .distinct()
                .flatMap(Usage::elements)
                .flatMap(element -> Arrays.stream(element.getDeclaredAnnotations()))
                .anyMatch(wanted);
    }

    private static Stream<Class<?>> hierarchy(Class<?> type) {
        return Stream.<Class<?>>iterate(type, known -> known != null && known != Object.class, Class::getSuperclass);
    }

    private static Stream<AnnotatedElement> elements(Class<?> type) {
        return Stream.of(
                        Stream.of(type),
                        Arrays.stream(type.getDeclaredFields()),
                        Arrays.stream(type.getDeclaredMethods()))
                .flatMap(elements -> elements);
    }
}
