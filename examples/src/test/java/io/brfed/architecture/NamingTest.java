package io.brfed.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = Modules.ROOT, importOptions = DoNotIncludeTests.class)
class NamingTest {
    private static final String LAST_NAME = "(.*[.$])?";

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = classes()
            .that()
            .resideOutsideOfPackage(Modules.GENERATED)
            .should()
            .haveNameNotMatching(
                    LAST_NAME + "([A-Z][a-z0-9]*)*(Manager|Helper|Utils?|Impl|Processor)([A-Z][A-Za-z0-9]*)?")
            .andShould()
            .haveNameNotMatching(LAST_NAME + "(Abstract|Base)[A-Z][A-Za-z0-9]*")
            .andShould()
            .haveNameNotMatching(LAST_NAME + "[A-Za-z0-9]+(Data|Info)")
            .because("a class that cannot be named has no reason");

    @ArchTest
    static final ArchRule acronymsAreWords = classes()
            .that()
            .resideOutsideOfPackage(Modules.GENERATED)
            .should()
            .haveNameNotMatching(LAST_NAME + "[A-Za-z0-9]*[A-Z]{3}[A-Za-z0-9]*")
            .because("Ec2Client, PdClient and Tso are read at a glance");

    @ArchTest
    static final ArchRule exceptionsAreCalledExceptions = classes()
            .that()
            .areAssignableTo(Exception.class)
            .should()
            .haveSimpleNameEndingWith("Exception")
            .because("what is thrown is seen in its name");
}
