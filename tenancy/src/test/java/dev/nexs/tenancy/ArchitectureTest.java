package dev.nexs.tenancy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules between packages. */
@AnalyzeClasses(packages = "dev.nexs.tenancy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule hibernatesSpiStaysInTheAdapter = noClasses()
            .that()
            .resideOutsideOfPackage("dev.nexs.tenancy.internal.hibernate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.hibernate.engine..",
                    "org.hibernate.boot..",
                    "org.hibernate.binder..",
                    "org.hibernate.mapping..",
                    "org.hibernate.context..",
                    "org.hibernate.integrator..",
                    "org.hibernate.service..",
                    "org.hibernate.tool..",
                    "org.hibernate.internal..");

    @ArchTest
    static final ArchRule oneClassKnowsFlyway = noClasses()
            .that()
            .haveNameNotMatching(".*\\.TenantFlyway(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.flywaydb..");

    @ArchTest
    static final ArchRule theApiIsFinal = classes()
            .that()
            .resideInAPackage("dev.nexs.tenancy")
            .and()
            .arePublic()
            .and()
            .areNotInterfaces()
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule theModuleNeedsOrmCoreAndNoOtherFeature = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.nexs.softdelete..", "dev.nexs.associations..", "dev.nexs.types..", "dev.nexs.boot..");

    @ArchTest
    static final ArchRule nothingInsideKnowsTheAdapter = noClasses()
            .that()
            .resideInAnyPackage("dev.nexs.tenancy.internal", "dev.nexs.tenancy.spi")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.nexs.tenancy.internal.hibernate..");

    @ArchTest
    static final ArchRule whatIsForExtendersKnowsTheApiOnly = noClasses()
            .that()
            .resideInAPackage("dev.nexs.tenancy.spi")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.nexs.tenancy.internal..");

    @ArchTest
    static final ArchRule oneClassKnowsMicrometer = noClasses()
            .that()
            .haveNameNotMatching(".*\\.TenancyMetrics(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");
}
