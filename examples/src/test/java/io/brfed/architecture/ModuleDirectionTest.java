package io.brfed.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.brfed.testkit.FakeFederation;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

@AnalyzeClasses(packages = Modules.ROOT, importOptions = DoNotIncludeTests.class)
class ModuleDirectionTest {
    private static final Pattern MODULE = Pattern.compile("/([^/]+)/target/");

    @ArchTest
    static final ArchRule theApiNeedsOnlyTheJdk = classes()
            .that()
            .resideInAnyPackage(Modules.API)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(Modules.API).or(resideInAnyPackage("java..", "org.jspecify.annotations..")))
            .because("each dependency of the API is forced on every user");

    @ArchTest
    static final ArchRule valuesDoNotKnowTheSeamNorTheSpi = noClasses()
            .that()
            .resideInAPackage("io.brfed.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.brfed.plane..", "io.brfed.spi..")
            .because("the seam and the SPI are written in terms of the values, never the reverse");

    @ArchTest
    static final ArchRule theCoreSeesNoAdapterAndNoTestkit = classes()
            .that()
            .resideInAnyPackage(Modules.CORE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(Modules.API)
                    .or(resideInAnyPackage(Modules.CORE))
                    .or(resideInAnyPackage(
                            "java..",
                            "org.jspecify.annotations..",
                            "org.slf4j..",
                            "com.fasterxml.jackson..",
                            "io.github.resilience4j..")))
            .because("the control plane works with any data plane, and its users get no other library");

    @ArchTest
    static final ArchRule adaptersSeeOnlyTheApi = noClasses()
            .that()
            .resideInAnyPackage(Modules.ADAPTERS)
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(Modules.CORE).or(resideInAnyPackage(Modules.TESTKIT, Modules.EXAMPLES)))
            .because("an adapter of anybody else sees the API alone, and ours has no privileges");

    @ArchTest
    static final ArchRule adaptersDoNotKnowEachOther = slices().matching("io.brfed.(k8s|aws|tikv)..")
            .should()
            .notDependOnEachOther()
            .because("a user of one outside system does not get the client of another");

    @ArchTest
    static final ArchRule theTestkitSeesOnlyTheApi = noClasses()
            .that()
            .resideInAPackage(Modules.TESTKIT)
            .should()
            .dependOnClassesThat(resideInAnyPackage(Modules.CORE)
                    .or(resideInAnyPackage(Modules.ADAPTERS))
                    .or(resideInAnyPackage(Modules.EXAMPLES, "io.kubernetes..")))
            .because("core and adapters are tested with it");

    @ArchTest
    static final ArchRule testLibrariesAreUsedInTheirOwnPackages = noClasses()
            .that(Modules.LIBRARY)
            .and()
            .resideOutsideOfPackages(Modules.FOR_JUNIT, Modules.FOR_ASSERTJ, Modules.CONTRACTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..", "org.opentest4j..", "org.assertj..")
            .because("the testkit works without them: both are optional");

    @ArchTest
    static final ArchRule theExtensionNeedsNoAssertj = noClasses()
            .that()
            .resideInAPackage(Modules.FOR_JUNIT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.assertj..")
            .because("a user may have JUnit alone");

    @ArchTest
    static final ArchRule theAssertionsNeedNoJunit = noClasses()
            .that()
            .resideInAPackage(Modules.FOR_ASSERTJ)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit..")
            .because("a user may have AssertJ alone");

    @ArchTest
    static void theTestkitExportsEveryPackage(JavaClasses classes) throws Exception {
        Path location = Path.of(FakeFederation.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> exported =
                ModuleFinder.of(location).find("io.brfed.testkit").orElseThrow().descriptor().exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet());

        assertThat(exported)
                .containsExactlyInAnyOrderElementsOf(classes.stream()
                        .filter(resideInAPackage(Modules.TESTKIT).and(not(resideInAnyPackage(Modules.INTERNAL))))
                        .map(JavaClass::getPackageName)
                        .collect(Collectors.toSet()));
    }

    @ArchTest
    static final ArchRule examplesDoWhatUsersCanDo = noClasses()
            .that()
            .resideInAPackage(Modules.EXAMPLES)
            .and()
            .resideOutsideOfPackage("io.brfed.examples.bench..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(Modules.ROOT + "..")
                    .and(resideInAnyPackage(Modules.INTERNAL))
                    .and(not(resideInAnyPackage(Modules.EXAMPLES))))
            .because("what an example needs, users need too; benchmarks measure parts, too");

    @ArchTest
    static void noPackageIsInTwoModules(JavaClasses classes) {
        Map<String, Set<String>> modulesOfPackage = new TreeMap<>();

        for (JavaClass type : classes) {
            modulesOfPackage
                    .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                    .add(moduleOf(type));
        }

        assertThat(modulesOfPackage)
                .isNotEmpty()
                .allSatisfy((name, modules) ->
                        assertThat(modules).as("modules of package %s", name).hasSize(1));
    }

    private static String moduleOf(JavaClass type) {
        String source = type.getSource().orElseThrow().getUri().toString();
        Matcher matcher = MODULE.matcher(source);
        assertThat(matcher.find()).as("module folder in %s", source).isTrue();
        return matcher.group(1);
    }
}
