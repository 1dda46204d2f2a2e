package dev.nexs.boot;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.tenancy.Tenancy;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tenants, where {@code nexs-tenancy} is there and {@code nexs.tenancy.strategy} says how they are kept: a {@link Tenancy} over
 * the application's datasource, Hibernate's sessions for whichever tenant is current, and a filter that runs each request for
 * its own.
 */
@AutoConfiguration(after = NexsDataSourceAutoConfiguration.class)
@ConditionalOnClass({Tenancy.class, HibernatePropertiesCustomizer.class})
@ConditionalOnBean(NexsDataSource.class)
@ConditionalOnProperty(NexsSettings.TENANCY_STRATEGY)
public final class NexsTenancyAutoConfiguration {

    static final String RESOLVER = "nexs.web.tenant";

    /** Behind Spring Security's filters, which say who is signed in. */
    static final int ORDER = 0;

    /** Made by Spring. */
    public NexsTenancyAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Tenancy nexsTenancy(
            NexsDataSource cluster,
            ConfigurableEnvironment environment,
            ObjectProvider<JdbcConnectionDetails> details,
            DataSourceProperties properties) {
        return Tenancy.over(
                cluster, new ConnectionSettings(environment, details.getIfAvailable(), properties).settings());
    }

    @Bean
    HibernatePropertiesCustomizer nexsSessionsOfTenants(Tenancy tenancy) {
        return properties -> properties.put(NexsSettings.TENANCY_INSTANCE, tenancy);
    }

    /** Whose request it is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass({Filter.class, OncePerRequestFilter.class, FilterRegistrationBean.class})
    static final class OfRequests {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnProperty(RESOLVER)
        TenantResolver nexsTenantResolver(ConfigurableEnvironment environment) {
            return TenantResolver.of(environment.getRequiredProperty(RESOLVER));
        }

        @Bean
        @ConditionalOnBean(TenantResolver.class)
        @ConditionalOnMissingBean(name = "nexsTenantFilter")
        FilterRegistrationBean<TenantFilter> nexsTenantFilter(Tenancy tenancy, TenantResolver resolver) {
            FilterRegistrationBean<TenantFilter> registration =
                    new FilterRegistrationBean<>(new TenantFilter(tenancy, resolver));
            registration.setOrder(ORDER);
            return registration;
        }
    }
}
