package dev.nexs.softdelete;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Sends each invocation to the enhanced copy: one class loader for each test class, one instance for each test. */
final class EnhancedExtension implements InvocationInterceptor {

    private static final Namespace NAMESPACE = Namespace.create(EnhancedExtension.class);

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> plain, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(plain, method, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> plain, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(plain, method, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> plain, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(plain, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> plain, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(plain, method, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> plain, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(plain, method, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> plain, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(plain, method, context);
    }

    private static void invoke(
            Invocation<Void> plain, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        plain.skip();
        ClassLoader loader = loader(context);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Method copy = copy(method.getExecutable(), loader);
            Object target = method.getTarget().isEmpty() ? null : instance(context, copy.getDeclaringClass());
            copy.invoke(target, method.getArguments().toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static ClassLoader loader(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        context.getRequiredTestClass(),
                        test -> new EnhancingLoader(test.getClassLoader()),
                        ClassLoader.class);
    }

    private static Object instance(ExtensionContext context, Class<?> copy) {
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(context.getRequiredTestInstance(), plain -> {
            try {
                Constructor<?> constructor = copy.getDeclaredConstructor();
                constructor.setAccessible(true);
                return constructor.newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no instance of the enhanced " + copy, e);
            }
        });
    }

    private static Method copy(Method method, ClassLoader loader) throws ReflectiveOperationException {
        Class<?> owner = loader.loadClass(method.getDeclaringClass().getName());
        for (Method candidate : owner.getDeclaredMethods()) {
            if (candidate.getName().equals(method.getName()) && names(candidate).equals(names(method))) {
                candidate.setAccessible(true);
                return candidate;
            }
        }
        throw new NoSuchMethodException("no enhanced copy of " + method);
    }

    private static List<String> names(Method method) {
        return List.of(method.getParameterTypes()).stream().map(Class::getName).toList();
    }
}
