package dev.nexs.testing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Has the context of a Spring test use the database of {@link PostgresServer} or the cluster of {@link PostgresCluster}
 * on its class. Spring finds it by {@code META-INF/spring.factories}.
 */
final class SpringContextCustomizerFactory implements ContextCustomizerFactory {

    SpringContextCustomizerFactory() {}

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
        PostgresServer server = TestContextAnnotationUtils.findMergedAnnotation(testClass, PostgresServer.class);
        PostgresCluster cluster = TestContextAnnotationUtils.findMergedAnnotation(testClass, PostgresCluster.class);
        return server == null && cluster == null ? null : new Customizer(new SpringDatabase.Wanted(server, cluster));
    }

    /**
     * Part of the key by which Spring finds a context again: test classes that ask for the same share it.
     *
     * @param wanted what they ask for
     */
    record Customizer(SpringDatabase.Wanted wanted) implements ContextCustomizer {

        private static final String DATABASE = "nexsTestDatabase";
        private static final String BOOT = "org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails";

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
            SpringDatabase database = wanted.open(merged.getTestClass());
            // Before all others, so that it is destroyed after them, also where the context does not come up.
            beans.registerSingleton(DATABASE, database);
            beans.registerDisposableBean(DATABASE, database::close);
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            DATABASE,
                            Map.of(
                                    "spring.datasource.url", database.jdbcUrl(),
                                    "spring.datasource.username", database.username(),
                                    "spring.datasource.password", database.password())));
            beans.registerBeanDefinition("nexsTestNode", bean(Node.class, database.node()));
            Cluster cluster = database.cluster();
            if (cluster != null) {
                beans.registerBeanDefinition("nexsTestCluster", bean(Cluster.class, cluster));
            }
            if (ClassUtils.isPresent(BOOT, getClass().getClassLoader())) {
                beans.registerBeanDefinition("nexsTestConnectionDetails", SpringBootConnection.details(database));
            }
        }

        private static <T> BeanDefinition bean(Class<T> type, T instance) {
            RootBeanDefinition definition = new RootBeanDefinition(type, () -> instance);
            definition.setDestroyMethodName("");
            return definition;
        }
    }
}
