package dev.nexs.associations.enhanced;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Entities that Hibernate's bytecode enhancement has changed, as its build plugins do. */
@PostgresServer
class EnhancedIT {

    private static AutoCloseable scenes;

    @BeforeAll
    static void fill(Node node) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        EnhancingLoader loader = new EnhancingLoader(before);
        try {
            Thread.currentThread().setContextClassLoader(loader);
            scenes = (AutoCloseable) loader.loadClass(Scenes.class.getName())
                    .getConstructor(Node.class)
                    .newInstance(node);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @AfterAll
    static void close() throws Exception {
        scenes.close();
    }

    private static void play(String scene) throws Throwable {
        try {
            scenes.getClass().getMethod(scene).invoke(scenes);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void theClassesAreEnhanced() throws Throwable {
        play("theClassesAreEnhanced");
    }

    @Test
    void referencesThatStandForThemselvesAreLoadedTogether() throws Throwable {
        play("referencesThatStandForThemselvesAreLoadedTogether");
    }

    @Test
    void attributesOfLazyGroupsAreFilledTogetherAndAreNoChange() throws Throwable {
        play("attributesOfLazyGroupsAreFilledTogetherAndAreNoChange");
    }

    @Test
    void aLazyBasicAttributeMayEndAPath() throws Throwable {
        play("aLazyBasicAttributeMayEndAPath");
    }

    @Test
    void aWrittenAttributeKeepsWhatWasWritten() throws Throwable {
        play("aWrittenAttributeKeepsWhatWasWritten");
    }

    @Test
    void strictLoadingHoldsForReferencesThatStandForThemselves() throws Throwable {
        play("strictLoadingHoldsForReferencesThatStandForThemselves");
    }

    @Test
    void whatIsTouchedIsLoadedForAllOfTheResult() throws Throwable {
        play("whatIsTouchedIsLoadedForAllOfTheResult");
    }
}
