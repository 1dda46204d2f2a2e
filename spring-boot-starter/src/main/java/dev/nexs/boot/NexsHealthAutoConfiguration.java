package dev.nexs.boot;

import dev.nexs.orm.NexsDataSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health and the endpoint {@code nexs}. */
@AutoConfiguration(
        after = NexsDataSourceAutoConfiguration.class,
        beforeName = "org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration")
@ConditionalOnBean(NexsDataSource.class)
public final class NexsHealthAutoConfiguration {

    /** Made by Spring. */
    public NexsHealthAutoConfiguration() {}

    /** In the place of Boot's, which borrows a connection and so waits as long as there is no primary. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    @ConditionalOnEnabledHealthIndicator("db")
    static final class Indicator {

        @Bean
        @ConditionalOnMissingBean(name = {"dbHealthIndicator", "dbHealthContributor"})
        HealthIndicator dbHealthIndicator(NexsDataSource cluster) {
            return new NexsHealthIndicator(cluster);
        }
    }

    /** The endpoint. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    @ConditionalOnAvailableEndpoint(NexsEndpoint.class)
    static final class Actuator {

        @Bean
        @ConditionalOnMissingBean
        NexsEndpoint nexsEndpoint(NexsDataSource cluster) {
            return new NexsEndpoint(cluster);
        }
    }
}
