package dev.nexs.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.nexs.testing", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule publicTypesAreFinalOrContracts = classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);

    @ArchTest
    static final ArchRule theProxyKnowsNothingOfServers = noClasses()
            .that()
            .resideInAPackage("..internal.proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.nexs.testing", "..internal.embedded..", "..internal.containers..", "java.sql..");

    @ArchTest
    static final ArchRule theMachineKnowsNothingOfPostgres = noClasses()
            .that()
            .resideInAPackage("..internal.machine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..internal.embedded..", "..internal.containers..", "..internal.proxy..", "java.sql..");

    @ArchTest
    static final ArchRule onlyExtensionsKnowJUnit = noClasses()
            .that()
            .haveNameNotMatching(
                    ".*(Extension|Leaks|SharedServer|PostgresServer|PostgresCluster|ExpectStatements|SpringTests).*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit..");

    /** It is optional: a class that knows it must not be one that is loaded without it. */
    @ArchTest
    static final ArchRule springStaysInItsAdapter = noClasses()
            .that()
            .haveNameNotMatching("dev.nexs.testing.Spring.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule bouncyCastleStaysInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("..internal.tls..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");
}
