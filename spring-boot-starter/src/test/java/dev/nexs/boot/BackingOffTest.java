package dev.nexs.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.AbstractDataSource;

@ExtendWith(OutputCaptureExtension.class)
class BackingOffTest {

    /** Nobody listens there. */
    private static final String URL = "spring.datasource.url=jdbc:postgresql://localhost:1/app";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NexsDataSourceAutoConfiguration.class, DataSourceAutoConfiguration.class));

    @Test
    void aDataSourceOfTheApplicationIsTheOnlyOne() {
        application
                .withUserConfiguration(OwnDataSource.class)
                .withPropertyValues(URL)
                .run(context ->
                        assertThat(context).hasSingleBean(DataSource.class).doesNotHaveBean(NexsDataSource.class));
    }

    @Test
    void anotherDatabaseIsLeftToSpringBoot() {
        application
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:notes")
                .run(context -> assertThat(context.getStartupFailure())
                        .as("Boot's own pool looks for the driver, which is not here")
                        .hasStackTraceContaining("org.h2.Driver"));
    }

    @Test
    void itCanBeSwitchedOff() {
        application
                .withPropertyValues(URL, "nexs.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(com.zaxxer.hikari.HikariDataSource.class)
                        .doesNotHaveBean(NexsDataSource.class));
    }

    @Test
    void anApplicationThatExcludesBootsDataSourceGetsNone() {
        new ApplicationContextRunner()
                .withUserConfiguration(WithoutDataSource.class)
                .withPropertyValues(URL)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DataSource.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class})
    static class WithoutDataSource {}

    @Test
    void itsOwnUrlWinsAndSaysSo(CapturedOutput output) {
        application
                .withPropertyValues(URL, "nexs.url=jdbc:postgresql://localhost:2/app")
                .run(context -> {
                    assertThat(context.getBean(NexsDataSource.class)).hasToString("NexsDataSource[localhost:2]");
                    assertThat(output).contains("nexs.url is used; spring.datasource.url has no effect beside it");
                });
    }

    @Test
    void hikariSettingsThatSayWhereToConnectAreNamed(CapturedOutput output) {
        application
                .withPropertyValues(URL, "spring.datasource.hikari.jdbc-url=jdbc:postgresql://other/app")
                .run(context -> {
                    assertThat(context).hasSingleBean(NexsDataSource.class);
                    assertThat(output)
                            .contains("spring.datasource.hikari.jdbc-url has no effect: it is said by nexs.url");
                });
    }

    @Test
    void everyWrongSettingIsASentenceInTheFailureAnalysis() {
        application
                .withPropertyValues(URL, "nexs.pool.maximum-size=many", "nexs.faliover.timeout=3s")
                .run(context -> {
                    assertThat(context).hasFailed();
                    FailureAnalysis analysis = new NexsFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("nexs.pool.maximum-size", "many", "nexs.failover.timeout");
                    assertThat(analysis.getAction()).startsWith("Correct each of them");
                });
    }

    @Test
    void aFailureOfSomebodyElseIsLeftAlone() {
        assertThatThrownBy(() -> List.of(1).add(2))
                .satisfies(failure ->
                        assertThat(new NexsFailureAnalyzer().analyze(failure)).isNull());
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDataSource {
        @Bean
        DataSource own() {
            return new AbstractDataSource() {
                @Override
                public Connection getConnection() throws SQLException {
                    throw new SQLException("not used");
                }

                @Override
                public Connection getConnection(String username, String password) throws SQLException {
                    throw new SQLException("not used");
                }
            };
        }
    }
}
