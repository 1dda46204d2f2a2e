package dev.nexs.softdelete;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.enhance.spi.UnloadedClass;
import org.hibernate.bytecode.enhance.spi.UnloadedField;
import org.hibernate.bytecode.internal.BytecodeProviderInitiator;

/**
 * Loads the test classes of this package once more, enhanced as Hibernate's build plugins do it: entities load lazily and
 * track their changes, and whoever reads an entity's field directly goes through the enhanced accessors too.
 */
final class EnhancingLoader extends ClassLoader {

    private static final String PREFIX = EnhancingLoader.class.getPackageName() + ".";

    private static final String TESTS = EnhancingLoader.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toString();

    private final ClassLoader standard;
    private final Enhancer enhancer;

    EnhancingLoader(ClassLoader standard) {
        super(standard);
        this.standard = standard;
        this.enhancer = BytecodeProviderInitiator.buildDefaultBytecodeProvider().getEnhancer(new Everything(standard));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : isTest(name) ? define(name) : super.loadClass(name, resolve);
        }
    }

    /** The module's own classes stay as they are. */
    private boolean isTest(String name) {
        URL file = name.startsWith(PREFIX) ? standard.getResource(resource(name)) : null;
        return file != null && file.toString().startsWith(TESTS);
    }

    private static String resource(String name) {
        return name.replace('.', '/') + ".class";
    }

    private Class<?> define(String name) {
        byte[] plain = bytes(name);
        enhancer.discoverTypes(name, plain);
        byte[] enhanced = enhancer.enhance(name, plain);
        byte[] bytes = enhanced == null ? plain : enhanced;
        return defineClass(name, bytes, 0, bytes.length, EnhancingLoader.class.getProtectionDomain());
    }

    private byte[] bytes(String name) {
        try (InputStream in = standard.getResourceAsStream(resource(name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static final class Everything extends DefaultEnhancementContext {

        private final ClassLoader loader;

        Everything(ClassLoader loader) {
            this.loader = loader;
        }

        @Override
        public ClassLoader getLoadingClassLoader() {
            return loader;
        }

        @Override
        public boolean doExtendedEnhancement(UnloadedClass type) {
            return true;
        }

        @Override
        public boolean doBiDirectionalAssociationManagement(UnloadedField field) {
            return false;
        }
    }
}
