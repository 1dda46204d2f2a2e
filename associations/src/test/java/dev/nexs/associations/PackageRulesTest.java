package dev.nexs.associations;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.nexs.associations", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {

    @ArchTest
    static final ArchRule hibernatesInternalsStayInTheAdapter = noClasses()
            .that()
            .resideOutsideOfPackage("dev.nexs.associations.internal.hibernate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.hibernate..internal..",
                    "org.hibernate.metamodel.mapping..",
                    "org.hibernate.persister..",
                    "org.hibernate.boot..",
                    "org.hibernate.sql..",
                    "org.hibernate.models..");

    @ArchTest
    static final ArchRule noOtherModuleIsNeeded = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.nexs.orm..", "dev.nexs.softdelete..", "dev.nexs.types..", "dev.nexs.tenancy..");

    @ArchTest
    static final ArchRule theAdaptersPackagesAreFreeOfCycles = slices().matching(
                    "dev.nexs.associations.internal.hibernate.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule publicClassesAreFinalOrAbstract = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .doNotBelongToAnyOf(AssociationException.class)
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
