package io.brfed.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

@AnalyzeClasses(packages = Modules.ROOT, importOptions = DoNotIncludeTests.class)
class TimeAndThreadsTest {
    /** The only class of the core that knows the time and makes threads. */
    private static final String SCHEDULER_OF_CORE = "io.brfed.internal.SystemScheduler";

    /** The only class of the Kubernetes adapter that does. */
    private static final String THREADS_OF_KUBERNETES = "io.brfed.k8s.internal.ClientThreads";

    /** The only class of the AWS adapter that does. */
    private static final String THREADS_OF_AWS = "io.brfed.aws.internal.AwsThreads";

    /** The only class of the PD and TiKV adapter that does; its servers for tests are something else. */
    private static final String THREADS_OF_TIKV = "io.brfed.tikv.internal.ClientThreads";

    private static final String[] TIKV = {"io.brfed.tikv", "io.brfed.tikv.internal"};

    private static final Set<String> CLOCK_READING =
            Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis", "java.util.Date.<init>");

    private static final Set<String> SLEEPING = Set.of(
            "java.lang.Thread.sleep",
            "java.util.concurrent.TimeUnit.sleep",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "java.util.concurrent.locks.LockSupport.parkUntil");

    /** Static methods of the JDK that wait on a hidden thread of the JVM. */
    private static final Set<String> HIDDEN_TIMERS = Set.of("orTimeout", "completeOnTimeout", "delayedExecutor");

    private static final Set<String> ENDING_THE_JVM =
            Set.of("java.lang.System.exit", "java.lang.Runtime.exit", "java.lang.Runtime.halt");

    private static final Set<String> CHANGING_THE_JVM = Set.of(
            "java.lang.Runtime.addShutdownHook",
            "java.lang.Thread.setDefaultUncaughtExceptionHandler",
            "java.util.Locale.setDefault",
            "java.util.TimeZone.setDefault",
            "java.lang.System.setOut",
            "java.lang.System.setErr");

    private static final DescribedPredicate<JavaAccess<?>> READ_A_CLOCK =
            describe("reads a clock or sleeps", TimeAndThreadsTest::readsAClock);

    private static final DescribedPredicate<JavaAccess<?>> MAKE_A_THREAD =
            describe("makes a thread or borrows one of the JVM", TimeAndThreadsTest::makesAThread);

    @ArchTest
    static final ArchRule theCoreHasOneClock = noClasses()
            .that()
            .resideInAnyPackage(Modules.CORE)
            .and(areOutside(SCHEDULER_OF_CORE))
            .should()
            .accessTargetWhere(READ_A_CLOCK)
            .because("the engine runs at the pace of the scheduler it is given, so that virtual time can drive it");

    @ArchTest
    static final ArchRule theCoreMakesThreadsInOnePlace = noClasses()
            .that()
            .resideInAnyPackage(Modules.CORE)
            .and(areOutside(SCHEDULER_OF_CORE))
            .should()
            .accessTargetWhere(MAKE_A_THREAD)
            .because("an embedded library shows its threads, and a simulation has none");

    @ArchTest
    static final ArchRule theKubernetesAdapterHasOneClock = noClasses()
            .that()
            .resideInAPackage(Modules.KUBERNETES)
            .and(areOutside(THREADS_OF_KUBERNETES))
            .should()
            .accessTargetWhere(READ_A_CLOCK)
            .because("waits that are in one place have their limits in one place");

    @ArchTest
    static final ArchRule theKubernetesAdapterMakesThreadsInOnePlace = noClasses()
            .that()
            .resideInAPackage(Modules.KUBERNETES)
            .and(areOutside(THREADS_OF_KUBERNETES))
            .should()
            .accessTargetWhere(MAKE_A_THREAD)
            .because("whoever closes the adapter must end all of its threads");

    @ArchTest
    static final ArchRule theAwsAdapterHasOneClockAndMakesThreadsInOnePlace = noClasses()
            .that()
            .resideInAPackage(Modules.AWS)
            .and(areOutside(THREADS_OF_AWS))
            .should()
            .accessTargetWhere(READ_A_CLOCK.or(MAKE_A_THREAD))
            .because("waits and threads that are in one place have their limits and their end in one place");

    @ArchTest
    static final ArchRule theTikvAdapterHasOneClockAndMakesThreadsInOnePlace = noClasses()
            .that()
            .resideInAnyPackage(TIKV)
            .and(areOutside(THREADS_OF_TIKV))
            .should()
            .accessTargetWhere(READ_A_CLOCK.or(MAKE_A_THREAD))
            .because("whoever closes the adapter must end all of its threads, and limits are counted in one place");

    @ArchTest
    static final ArchRule theApiHasNoClockAndNoThreads = noClasses()
            .that()
            .resideInAnyPackage(Modules.API)
            .should()
            .accessTargetWhere(READ_A_CLOCK.or(MAKE_A_THREAD))
            .because("values and seams do nothing by themselves");

    @ArchTest
    static final ArchRule librariesLeaveTheJvmAlone = noClasses()
            .that(Modules.LIBRARY)
            .should()
            .accessTargetWhere(calls(ENDING_THE_JVM).or(calls(CHANGING_THE_JVM)))
            .because("the process belongs to its host");

    @ArchTest
    static final ArchRule librariesDoNotPrint = noClasses()
            .that(Modules.LIBRARY)
            .should()
            .accessFieldWhere(describe("is System.out or System.err", TimeAndThreadsTest::isStandardStream))
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("progress goes to listeners and the rest to SLF4J");

    /** Nested classes and lambdas of the class belong to it. */
    private static DescribedPredicate<JavaClass> areOutside(String name) {
        return describe(
                "are outside " + name,
                type -> !type.getName().equals(name) && !type.getName().startsWith(name + "$"));
    }

    private static boolean readsAClock(JavaAccess<?> call) {
        String name = call.getName();
        JavaClass owner = call.getTargetOwner();
        List<JavaClass> parameters = parametersOf(call);
        boolean withClock = parameters.stream().anyMatch(type -> type.isEquivalentTo(java.time.Clock.class));
        return (CLOCK_READING.contains(target(call)) && parameters.isEmpty())
                || SLEEPING.contains(target(call))
                || (owner.getPackageName().equals("java.time") && name.equals("now") && !withClock)
                || (owner.isEquivalentTo(java.time.Clock.class)
                        && (name.startsWith("system") || name.startsWith("tick")))
                || (owner.isEquivalentTo(CompletableFuture.class) && HIDDEN_TIMERS.contains(name));
    }

    private static boolean makesAThread(JavaAccess<?> call) {
        JavaClass owner = call.getTargetOwner();
        boolean constructs = call.getName().equals("<init>");
        return (constructs && isThreadOrPool(owner))
                || owner.getName().equals("java.util.concurrent.Executors")
                || owner.getName().equals("java.util.concurrent.ForkJoinPool")
                || call.getName().equals("parallelStream")
                || (owner.isAssignableTo(CompletionStage.class)
                        && call.getName().endsWith("Async")
                        && parametersOf(call).stream().noneMatch(type -> type.isEquivalentTo(Executor.class)));
    }

    private static boolean isThreadOrPool(JavaClass type) {
        boolean ofTheJdk = type.getPackageName().startsWith("java.");
        return ofTheJdk
                && Stream.of(Thread.class, ExecutorService.class, java.util.Timer.class)
                        .anyMatch(type::isAssignableTo);
    }

    private static boolean isStandardStream(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(System.class)
                && (access.getName().equals("out") || access.getName().equals("err"));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Set<String> targets) {
        return describe("is one of " + targets, call -> targets.contains(target(call)));
    }

    private static List<JavaClass> parametersOf(JavaAccess<?> call) {
        return call.getTarget() instanceof CodeUnitAccessTarget unit ? unit.getRawParameterTypes() : List.of();
    }

    private static String target(JavaAccess<?> call) {
        return call.getTargetOwner().getName() + "." + call.getName();
    }
}
