package dev.nexs.boot;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.hooks.spi.HookContributor;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Gives the datasource what watches it: the application's meter registry unless {@code nexs.metrics=false}, its OpenTelemetry
 * with {@code nexs.tracing=true}, its {@link HookContributor} beans, and the route of requests for SQL comments.
 */
@AutoConfiguration(after = NexsDataSourceAutoConfiguration.class)
@ConditionalOnBean(NexsDataSource.class)
public final class NexsObserveAutoConfiguration {

    /** Made by Spring. */
    public NexsObserveAutoConfiguration() {}

    /** What adds a bean of the application's to the settings of the datasource. */
    @FunctionalInterface
    interface Watching {
        void addTo(Map<String, Object> settings);
    }

    /** Meters. The registry is the setting's value, so nothing is measured twice. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnProperty(name = NexsSettings.METRICS, matchIfMissing = true)
    static final class Meters {

        @Bean
        Watching nexsMeters(ObjectProvider<MeterRegistry> registry) {
            return settings -> registry.ifUnique(one -> settings.put(NexsSettings.METRICS, one));
        }
    }

    /** Spans. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(OpenTelemetry.class)
    @ConditionalOnProperty(NexsSettings.TRACING)
    static final class Spans {

        @Bean
        Watching nexsSpans(ObjectProvider<OpenTelemetry> telemetry) {
            return settings -> telemetry.ifUnique(one -> settings.put(NexsSettings.TRACING, one));
        }
    }

    /** When all beans are there, since hooks may use repositories. */
    @Bean
    @ConditionalOnBean(HookContributor.class)
    SmartInitializingSingleton nexsHooks(NexsDataSource cluster, ObjectProvider<HookContributor> contributors) {
        return () -> contributors.orderedStream().forEach(contributor -> contributor.contribute(cluster.hooks()));
    }

    /** The pattern of a request's handler, of which there are few, and not its path. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass({WebMvcConfigurer.class, HttpServletRequest.class})
    @ConditionalOnProperty(NexsSettings.SQL_COMMENTS)
    static final class Routes {

        @Bean
        WebMvcConfigurer nexsRoutes() {
            return new WebMvcConfigurer() {
                @Override
                public void addInterceptors(InterceptorRegistry interceptors) {
                    interceptors.addInterceptor(new RouteInterceptor());
                }
            };
        }
    }

    private static final class RouteInterceptor implements HandlerInterceptor {

        private static final String ROUTE = "route";

        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            if (pattern != null) {
                MDC.put(ROUTE, pattern.toString());
            }
            return true;
        }

        @Override
        public void afterCompletion(
                HttpServletRequest request,
                HttpServletResponse response,
                Object handler,
                @org.jspecify.annotations.Nullable Exception failure) {
            MDC.remove(ROUTE);
        }
    }
}
