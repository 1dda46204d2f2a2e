package dev.nexs.boot;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The cluster, and the {@code DataSource} over it: transactions go to the primary, read-only ones to a replica. Backs off
 * before a {@code DataSource} of the application, before a URL that is not PostgreSQL's, and for {@code
 * nexs.enabled=false}.
 */
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@ConditionalOnClass({NexsDataSource.class, JdbcConnectionDetails.class})
@ConditionalOnProperty(name = ConnectionSettings.ENABLED, matchIfMissing = true)
@ConditionalOnMissingBean(DataSource.class)
@Conditional(NexsDataSourceAutoConfiguration.OnPostgresUrl.class)
@EnableConfigurationProperties(DataSourceProperties.class)
public final class NexsDataSourceAutoConfiguration {

    /** Made by Spring. */
    public NexsDataSourceAutoConfiguration() {}

    /** The cluster. Lazy: a test that puts an embedded database in the place of the datasource opens nothing. */
    @Bean(destroyMethod = "close")
    @Lazy
    @ConditionalOnMissingBean
    NexsDataSource nexsDataSource(
            ConfigurableEnvironment environment,
            ObjectProvider<JdbcConnectionDetails> details,
            DataSourceProperties properties,
            ObjectProvider<NexsObserveAutoConfiguration.Watching> watching) {
        LibraryVersions.check();
        Map<String, Object> settings =
                new ConnectionSettings(environment, details.getIfAvailable(), properties).settings();
        watching.forEach(one -> one.addTo(settings));
        return NexsDataSource.from(settings);
    }

    /** What everything that wants a {@code DataSource} gets. Closing it is the cluster's business. */
    @Bean(destroyMethod = "")
    @Primary
    DataSource dataSource(NexsDataSource nexsDataSource) {
        return nexsDataSource.routing();
    }

    /** Whether a PostgreSQL is named at all. */
    static final class OnPostgresUrl extends SpringBootCondition implements ConfigurationCondition {

        @Override
        public ConfigurationPhase getConfigurationPhase() {
            return ConfigurationPhase.REGISTER_BEAN;
        }

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            ConditionMessage.Builder message = ConditionMessage.forCondition("PostgreSQL URL");
            Environment environment = context.getEnvironment();
            if (context.getBeanFactory() != null
                    && ConditionEvaluationReport.get(context.getBeanFactory())
                            .getExclusions()
                            .contains(DataSourceAutoConfiguration.class.getName())) {
                return ConditionOutcome.noMatch(message.because(
                        "the application excludes DataSourceAutoConfiguration, so it wants no datasource"));
            }
            if (environment.containsProperty(NexsSettings.URL)) {
                return ConditionOutcome.match(message.foundExactly(NexsSettings.URL));
            }
            if (context.getBeanFactory() != null
                    && context.getBeanFactory().getBeanNamesForType(JdbcConnectionDetails.class, true, false).length
                            > 0) {
                return ConditionOutcome.match(message.foundExactly("a JdbcConnectionDetails bean"));
            }
            String url = environment.getProperty(ConnectionSettings.SPRING_URL);
            if (url != null && ConnectionSettings.isPostgres(url)) {
                return ConditionOutcome.match(message.foundExactly(ConnectionSettings.SPRING_URL));
            }
            return ConditionOutcome.noMatch(message.because("neither " + NexsSettings.URL + " nor "
                    + ConnectionSettings.SPRING_URL + " names a PostgreSQL server"));
        }
    }
}
