package dev.nexs.softdelete;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules between packages. */
@AnalyzeClasses(packages = "dev.nexs.softdelete", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ADAPTER = "dev.nexs.softdelete.internal.hibernate..";

    @ArchTest
    static final ArchRule hibernatesIncubatingSpiStaysInTheAdapter = noClasses()
            .that()
            .resideOutsideOfPackage(ADAPTER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.hibernate.persister..",
                    "org.hibernate.sql..",
                    "org.hibernate.metamodel.mapping..",
                    "org.hibernate.loader..",
                    "org.hibernate.event..",
                    "org.hibernate.boot..",
                    "org.hibernate.action..",
                    "org.hibernate.query.sqm..");

    @ArchTest
    static final ArchRule theAdaptersPackagesAreFreeOfCycles = slices().matching(
                    "dev.nexs.softdelete.internal.hibernate.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule theApiIsFinal = classes()
            .that()
            .resideInAPackage("dev.nexs.softdelete")
            .and()
            .arePublic()
            .and()
            .areNotInterfaces()
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);

    @ArchTest
    static final ArchRule theModuleNeedsHibernateOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.nexs.softdelete..",
                    "java..",
                    "jakarta.persistence..",
                    "jakarta.transaction..",
                    "org.hibernate..",
                    "org.jspecify..",
                    "org.slf4j..");
}
