package dev.nexs.associations.enhanced;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.enhance.spi.UnloadedClass;
import org.hibernate.bytecode.internal.BytecodeProviderInitiator;

/** Defines the classes of this package and of the shop anew, the entities of this package enhanced. */
final class EnhancingLoader extends ClassLoader {

    private static final String HERE = EnhancingLoader.class.getPackageName() + ".";
    private static final String SHOP = "dev.nexs.associations.shop.Shop";

    private final Enhancer enhancer = BytecodeProviderInitiator.buildDefaultBytecodeProvider()
            .getEnhancer(new DefaultEnhancementContext() {
                @Override
                public ClassLoader getLoadingClassLoader() {
                    return EnhancingLoader.this.getParent();
                }

                @Override
                public boolean hasLazyLoadableAttributes(UnloadedClass type) {
                    return true;
                }
            });

    EnhancingLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(HERE) && !name.startsWith(SHOP)) {
            return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (stream == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = stream.readAllBytes();
            byte[] enhanced = name.startsWith(HERE) ? enhancer.enhance(name, bytes) : null;
            byte[] used = enhanced == null ? bytes : enhanced;
            return defineClass(name, used, 0, used.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
