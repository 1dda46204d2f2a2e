package dev.nexs.boot;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.Transactions;
import dev.nexs.types.JsonTypesSettings;
import dev.nexs.types.spi.JsonMapperProvider;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/** Settings of the modules inside Hibernate, and {@link Transactions} over the application's entity manager factory. */
@AutoConfiguration(after = {NexsDataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class})
@ConditionalOnClass({SessionFactory.class, HibernatePropertiesCustomizer.class})
public final class NexsJpaAutoConfiguration {

    /** Made by Spring. */
    public NexsJpaAutoConfiguration() {}

    @Bean
    HibernatePropertiesCustomizer nexsHibernateSettings(ConfigurableEnvironment environment) {
        return new HibernateSettings(environment);
    }

    /** How documents are written and read: by a mapper that the application makes for them, not by that of its web layer. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({JsonMapperProvider.class, JsonTypesSettings.class})
    @ConditionalOnSingleCandidate(JsonMapperProvider.class)
    static final class Documents {

        @Bean
        HibernatePropertiesCustomizer nexsDocumentMapper(JsonMapperProvider provider) {
            return properties -> properties.putIfAbsent(JsonTypesSettings.JSON_MAPPER, provider);
        }
    }

    /** Where the connections are Nexs ORM's. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(NexsDataSource.class)
    @ConditionalOnSingleCandidate(EntityManagerFactory.class)
    static final class Units {

        /** Units of work that are run again where Spring's transactions would fail. */
        @Bean
        @Lazy
        @ConditionalOnMissingBean
        Transactions nexsTransactions(EntityManagerFactory factory) {
            return Transactions.of(factory.unwrap(SessionFactory.class));
        }
    }
}
