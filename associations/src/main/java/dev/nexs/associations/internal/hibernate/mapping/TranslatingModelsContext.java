package dev.nexs.associations.internal.hibernate.mapping;

import org.hibernate.models.internal.AbstractModelsContext;
import org.hibernate.models.internal.AnnotationDescriptorRegistryStandard;
import org.hibernate.models.internal.ClassDetailsRegistryStandard;
import org.hibernate.models.internal.MutableAnnotationDescriptorRegistry;
import org.hibernate.models.internal.MutableClassDetailsRegistry;
import org.hibernate.models.internal.jdk.JdkBuilders;
import org.hibernate.models.serial.internal.StorableContextImpl;
import org.hibernate.models.serial.spi.StorableContext;
import org.hibernate.models.spi.ClassDetails;
import org.hibernate.models.spi.ClassLoading;
import org.hibernate.models.spi.ModelsContext;
import org.hibernate.models.spi.RegistryPrimer;

/** Hibernate's own model of the classes, except that each class is translated when it is first asked for. */
final class TranslatingModelsContext extends AbstractModelsContext {

    private final AnnotationDescriptorRegistryStandard annotations;
    private final Registry classes;

    TranslatingModelsContext(ClassLoading classLoading, boolean trackImplementors, RegistryPrimer primer) {
        super(classLoading);
        this.annotations = new AnnotationDescriptorRegistryStandard(this);
        this.classes = new Registry(trackImplementors, this);
        primeRegistries(primer);
    }

    @Override
    public MutableAnnotationDescriptorRegistry getAnnotationDescriptorRegistry() {
        return annotations;
    }

    @Override
    public MutableClassDetailsRegistry getClassDetailsRegistry() {
        return classes;
    }

    @Override
    public StorableContext toStorableForm() {
        return new StorableContextImpl(
                classes.isTrackingImplementors(), classes.classDetailsMap(), annotations.getDescriptorMap());
    }

    private static final class Registry extends ClassDetailsRegistryStandard {

        private Registry(boolean trackImplementors, ModelsContext context) {
            super(JdkBuilders.DEFAULT_BUILDER, trackImplementors, context);
        }

        @Override
        protected ClassDetails createClassDetails(String name) {
            ClassDetails created = super.createClassDetails(name);
            AnnotationTranslator.translate(created, context);
            return created;
        }
    }
}
