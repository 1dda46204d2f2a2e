package dev.nexs.types;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.nexs.types", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule hibernatesInternalsAreKnownToTheAdapterOnly = noClasses()
            .that()
            .resideOutsideOfPackage("dev.nexs.types.internal.hibernate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.hibernate..internal..",
                    "org.hibernate.query.sqm..",
                    "org.hibernate.sql..",
                    "org.hibernate.type..",
                    "org.hibernate.mapping..",
                    "org.hibernate.metamodel..",
                    "org.hibernate.engine..",
                    "org.hibernate.event..");

    @ArchTest
    static final ArchRule thePackagesBelowTheAdapterDoNotKnowIt = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.nexs.types.internal.json..",
                    "dev.nexs.types.internal.array..",
                    "dev.nexs.types.internal.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.nexs.types.internal.hibernate..", "java.sql..", "jakarta.persistence..");

    @ArchTest
    static final ArchRule onlyTheSchemaPackageKnowsTheOptionalValidator = noClasses()
            .that()
            .resideOutsideOfPackage("dev.nexs.types.internal.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.networknt..");

    @ArchTest
    static final ArchRule noOtherFeatureIsNeeded = classes()
            .that()
            .resideInAPackage("dev.nexs.types..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.nexs.orm..", "dev.nexs.softdelete..", "dev.nexs.associations..", "dev.nexs.tenancy..");
}
