package dev.nexs.boot;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a client read what it has written in an earlier request, whichever instance and replica answers. It is there when
 * tokens can be signed ({@link NexsSettings#TRANSACTIONS_TOKEN_SECRET}); {@code nexs.web.consistency=off} takes it away.
 */
@AutoConfiguration(after = NexsDataSourceAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, OncePerRequestFilter.class, FilterRegistrationBean.class})
@ConditionalOnBean(NexsDataSource.class)
@ConditionalOnProperty(NexsSettings.TRANSACTIONS_TOKEN_SECRET)
@EnableConfigurationProperties(WebSettings.class)
public final class NexsWebAutoConfiguration {

    /** Before Spring Security's filters, so that reading a user counts as well. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    /** Made by Spring. */
    public NexsWebAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "nexsConsistencyFilter")
    FilterRegistrationBean<ConsistencyFilter> nexsConsistencyFilter(NexsDataSource cluster, WebSettings settings) {
        FilterRegistrationBean<ConsistencyFilter> registration =
                new FilterRegistrationBean<>(new ConsistencyFilter(cluster.tokenCodec(), settings));
        registration.setOrder(ORDER);
        registration.setEnabled(settings.consistency() != WebSettings.Consistency.OFF);
        return registration;
    }
}
