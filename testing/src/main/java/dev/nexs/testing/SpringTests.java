package dev.nexs.testing;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Tests that Spring runs: their database belongs to their context, which may outlive them. */
final class SpringTests {

    private static final String EXTENSION = "org.springframework.test.context.junit.jupiter.SpringExtension";

    private SpringTests() {}

    /** Whether Spring runs a class; it need not be on the class path for the answer. */
    static boolean include(Class<?> testClass) {
        return withEnclosing(testClass)
                .flatMap(type -> AnnotationSupport.findRepeatableAnnotations(type, ExtendWith.class).stream())
                .flatMap(annotation -> Arrays.stream(annotation.value()))
                .anyMatch(extension -> extension.getName().equals(EXTENSION));
    }

    /** Whether Spring runs a class that has the annotation, or whose enclosing class has it. */
    static boolean include(Class<?> testClass, Class<? extends Annotation> annotation) {
        return include(testClass)
                && withEnclosing(testClass).anyMatch(type -> AnnotationSupport.isAnnotated(type, annotation));
    }

    /** As Spring does, a nested class takes what the class around it has. */
    private static Stream<Class<?>> withEnclosing(Class<?> testClass) {
        return Stream.iterate(testClass, Objects::nonNull, type -> type.getEnclosingClass());
    }

    /** The database of the test's context, which is loaded if it is not there yet. */
    static SpringDatabase database(ExtensionContext context) {
        return SpringExtension.getApplicationContext(context).getBean(SpringDatabase.class);
    }
}
