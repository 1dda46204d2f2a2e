package dev.nexs.types.internal.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceLoader;
import org.hibernate.HibernateException;
import org.hibernate.service.spi.ServiceContributor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredHibernateTest {

    @ParameterizedTest
    @ValueSource(strings = {"6.6.40.Final", "7.1.10.Final", "7.2.1.Final", "7.3.0.Final"})
    void anOlderOneStopsTheStartWithASentence(String found) {
        assertThatThrownBy(() -> RequiredHibernate.check(found))
                .isInstanceOf(HibernateException.class)
                .hasMessage("nexs-json-array-types needs Hibernate ORM 7.4, but " + found
                        + " is on the class path. Set the version of org.hibernate.orm:hibernate-core; with Spring"
                        + " Boot's parent that is the property hibernate.version.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.4.1.Final", "7.4.5.Final", "7.5.0.Beta1", "8.0.0.Final", "[WORKING]"})
    void thisOneAndNewerOnesStart(String found) {
        assertThatCode(() -> RequiredHibernate.check(found)).doesNotThrowAnyException();
    }

    @Test
    void itIsAskedBeforeAnythingElseOfThisModule() {
        assertThat(ServiceLoader.load(ServiceContributor.class))
                .filteredOn(service -> service.getClass().getName().startsWith("dev.nexs.types"))
                .first()
                .isInstanceOf(StartUp.class);
    }
}
