package dev.nexs.orm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The package rules of this module. */
@AnalyzeClasses(packages = "dev.nexs.orm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyPackagesCalledHibernateKnowHibernatesSpi = noClasses()
            .that()
            .resideOutsideOfPackages("dev.nexs.orm.hibernate..", "dev.nexs.orm..internal.hibernate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.hibernate.engine..", "org.hibernate.service..", "org.hibernate.internal..");

    @ArchTest
    static final ArchRule poolsKnowNothingOfTheClusterAboveThem = noClasses()
            .that()
            .resideInAPackage("dev.nexs.orm.pool..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.nexs.orm",
                    "dev.nexs.orm.cluster..",
                    "dev.nexs.orm.routing..",
                    "dev.nexs.orm.internal",
                    "dev.nexs.orm.hibernate..");

    @ArchTest
    static final ArchRule theTableOfSqlStatesDependsOnNothing = noClasses()
            .that()
            .resideInAPackage("dev.nexs.orm.internal.sqlstate")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of this module but not of that package",
                    (JavaClass type) -> type.getPackageName().startsWith("dev.nexs.orm")
                            && !type.getPackageName().equals("dev.nexs.orm.internal.sqlstate")));

    @ArchTest
    static final ArchRule onlyPoolsAndSettingsKnowHikari = noClasses()
            .that()
            .resideOutsideOfPackages("dev.nexs.orm", "dev.nexs.orm.pool.internal..", "dev.nexs.orm.internal..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.zaxxer.hikari..");

    @ArchTest
    static final ArchRule internalPackagesAreNotPartOfPublicSignatures = noClasses()
            .that()
            .resideOutsideOfPackages("..internal..")
            .and()
            .areInterfaces()
            .and()
            .arePublic()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.nexs.orm..internal..");

    @ArchTest
    static final ArchRule classesAreFinalUnlessMadeForExtension = classes()
            .that()
            .resideOutsideOfPackage("dev.nexs.orm.jdbc") // statements of JDBC extend each other
            .and()
            .arePublic()
            .and()
            .resideOutsideOfPackage("dev.nexs.orm.jdbc") // a prepared statement is a statement, in JDBC as there
            .and(DescribedPredicate.describe(
                    "are plain classes", (JavaClass type) -> !type.isInterface() && !type.isEnum() && !type.isRecord()))
            .should()
            .haveModifier(JavaModifier.FINAL)
            .orShould()
            .haveModifier(JavaModifier.ABSTRACT);
}
