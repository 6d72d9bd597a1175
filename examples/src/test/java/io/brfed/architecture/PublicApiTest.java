package io.brfed.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;
import java.util.stream.Stream;

@AnalyzeClasses(packages = Modules.ROOT, importOptions = DoNotIncludeTests.class)
class PublicApiTest {
    private static final DescribedPredicate<JavaClass> VISIBLE =
            describe("are visible to users", PublicApiTest::isVisible);

    private static final DescribedPredicate<JavaMember> VISIBLE_MEMBER = describe(
            "are visible to users",
            member -> isVisible(member.getOwner())
                    && (member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED))
                    && !member.getModifiers().contains(JavaModifier.SYNTHETIC));

    @ArchTest
    static final ArchRule signaturesNameOnlyOurTypesAndTheJdks = classes()
            .that(VISIBLE)
            .and()
            .resideInAnyPackage(Modules.PURE)
            .should(nameOnly(
                    "types of the JDK and exported types of brfed",
                    type -> type.getPackageName().startsWith("java.") || (isOurs(type) && Modules.EXPORTED.test(type))))
            .because("a leaked type of somebody else is forced on users for ever");

    @ArchTest
    static final ArchRule signaturesNameNoInternalType = classes()
            .that(VISIBLE)
            .should(nameOnly("no internal type of brfed", type -> !isOurs(type) || Modules.EXPORTED.test(type)))
            .because("users cannot import internal types");

    @ArchTest
    static final ArchRule publicClassesAreFinal = classes()
            .that(VISIBLE)
            .and()
            .areNotInterfaces()
            .and()
            .areNotRecords()
            .and()
            .areNotEnums()
            .and()
            .areNotAssignableTo(Throwable.class)
            .and()
            .resideOutsideOfPackage("io.brfed.testkit.contract..")
            .should(have(modifier(JavaModifier.FINAL)))
            .because("users inherit only where it is intended");

    @ArchTest
    static final ArchRule publicClassesAreMadeByFactories = classes()
            .that(VISIBLE)
            .and()
            .areNotRecords()
            .and()
            .areNotAssignableTo(Throwable.class)
            .and()
            .resideInAnyPackage(Modules.PURE)
            .should(haveNoVisibleConstructor())
            .because("a factory has a name and may return what it likes");

    @ArchTest
    static final ArchRule noBooleanParameters = codeUnits()
            .that(VISIBLE_MEMBER)
            .should(takeNoBoolean())
            .because("a call with true says nothing to its reader: two methods, a named factory or an enum do");

    @ArchTest
    static final ArchRule optionalIsOnlyReturned = codeUnits()
            .that(VISIBLE_MEMBER)
            .should(takeNoOptional())
            .because("a caller who has the value should not have to wrap it");

    @ArchTest
    static final ArchRule durationsHaveTheirType = methods()
            .that(VISIBLE_MEMBER)
            .should()
            .haveNameNotMatching(".*(Millis|Nanos|Micros)")
            .because("durations and instants are java.time types");

    private static boolean isVisible(JavaClass type) {
        return Modules.EXPORTED.test(type)
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicApiTest::isVisible).orElse(true);
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(Modules.ROOT)
                || type.getPackageName().startsWith(Modules.ROOT + ".");
    }

    private static ArchCondition<JavaClass> nameOnly(String what, Predicate<JavaClass> allowed) {
        return new ArchCondition<>("name only " + what + " in their signatures") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaClass> named = Stream.concat(
                        Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream()),
                        type.getMembers().stream()
                                .filter(VISIBLE_MEMBER)
                                .flatMap(member -> member.getAllInvolvedRawTypes().stream()));
                named.map(JavaClass::getBaseComponentType)
                        .distinct()
                        .filter(other -> !other.isPrimitive() && !allowed.test(other))
                        .forEach(other -> events.add(SimpleConditionEvent.violated(
                                type, type.getName() + " names " + other.getName() + " in its signatures")));
            }
        };
    }

    private static ArchCondition<JavaClass> haveNoVisibleConstructor() {
        return new ArchCondition<>("have no constructor that users can call") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getConstructors().stream()
                        .filter(VISIBLE_MEMBER)
                        .forEach(constructor ->
                                events.add(SimpleConditionEvent.violated(constructor, constructor.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaCodeUnit> takeNoBoolean() {
        return take("no boolean", type -> type.isEquivalentTo(boolean.class) || type.isEquivalentTo(Boolean.class));
    }

    private static ArchCondition<JavaCodeUnit> takeNoOptional() {
        return take("no Optional", type -> type.getName().startsWith("java.util.Optional"));
    }

    /** Canonical constructors of records and methods that somebody else's supertype declares cannot choose. */
    private static ArchCondition<JavaCodeUnit> take(String what, Predicate<JavaClass> banned) {
        return new ArchCondition<>("take " + what) {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean exempt =
                        (unit instanceof JavaConstructor && unit.getOwner().isRecord()) || isDeclaredElsewhere(unit);
                if (!exempt && unit.getRawParameterTypes().stream().anyMatch(banned)) {
                    events.add(SimpleConditionEvent.violated(unit, unit.getDescription()));
                }
            }
        };
    }

    private static boolean isDeclaredElsewhere(JavaCodeUnit unit) {
        return Stream.concat(
                        unit.getOwner().getAllRawInterfaces().stream(),
                        unit.getOwner().getAllRawSuperclasses().stream())
                .filter(type -> !isOurs(type))
                .flatMap(type -> type.getMethods().stream())
                .anyMatch(method -> method.getName().equals(unit.getName())
                        && method.getRawParameterTypes().size()
                                == unit.getRawParameterTypes().size());
    }
}
