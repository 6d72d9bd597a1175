package io.brfed.testkit.junit;

import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FederationLayout;
import io.brfed.testkit.PlaneScript;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit 5 extension that gives each test a fresh {@link FakeFederation} in virtual time, and fails the test if it leaves
 * a pause, a claim, a snapshot, an unfinished member or anything else of {@link FakeFederation#leftovers()} behind.
 *
 * <pre>{@code
 * @ExtendWith(FederationExtension.class)
 * class NightlyTest {
 *     @Test
 *     void namesTheClusterWithoutQuota(FakeFederation federation, @InCluster("k8s-b") FakeDataPlane plane) {
 *         plane.script().failsWith(Condition.VOLUMES_FAILED, "NoQuota", "quota").insteadOf(Condition.SNAPSHOTS_CREATED);
 *
 *         BackupReport report = Federation.backup(federation.clusters())
 *                 .named("nightly")
 *                 .scheduler(federation.time())
 *                 .execute();
 *
 *         assertThat(report).isFailed().failedOn("k8s-b").failedBecause("NoQuota");
 *         assertThat(federation).holdsNoPause();
 *     }
 * }
 * }</pre>
 *
 * With other settings, register it as a field; its methods return a changed copy. A nested class that registers its own
 * uses that.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FederationExtension WORLD = FederationExtension.of(5).directLike().seed(42);
 * }</pre>
 *
 * <p><b>Parameters</b> of test, {@code @BeforeEach} and {@code @AfterEach} methods and of the test class's constructor may
 * be the {@link FakeFederation}, its {@link io.brfed.testkit.VirtualTime}, {@link io.brfed.testkit.Journal} and
 * {@link io.brfed.testkit.tidb.FakeTidbCluster}, a
 * {@code List<Cluster>} of its clusters, the {@link FakeDataPlane} of the cluster named by {@link InCluster}, and any
 * number of {@link io.brfed.testkit.DriverProcess}, each a new one. All of them belong to one test, so
 * {@code @BeforeAll} and a test class with one instance for all tests cannot have them there.
 *
 * <p><b>A test that fails</b> shows, in its exception and as report entries of JUnit, the seed, the property that
 * replays it, and the journal with virtual times. The JUnit configuration parameter or system property
 * {@value #SEED} overrides the seed of every test. A test that leaves things behind on purpose says so with
 * {@link LeavesBehind}; a test that has failed already is not asked.
 *
 * <p>Immutable, and safe for tests that run in parallel. The world is made on the test's own thread, to which its time
 * belongs; therefore tests cannot have a timeout that runs them in a separate thread.
 *
 * @since 0.1.0
 */
public final class FederationExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    /** The name of the configuration parameter or system property that overrides the seed. */
    public static final String SEED = "brfed.seed";

    private static final int DEFAULT_CLUSTERS = 3;
    private static final long DEFAULT_SEED = 0;
    private static final int DEFAULT_JOURNAL_LINES = 1_000;
    private static final Duration DEFAULT_SETTLING = Duration.ofHours(1);
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(FederationExtension.class);
    private static final String NEAREST = "nearest";

    private final Settings settings;

    /** Three clusters that behave like the operator's; for {@code @ExtendWith}. Otherwise use {@link #of}. */
    public FederationExtension() {
        this(new Settings(
                FederationLayout.of(DEFAULT_CLUSTERS),
                OptionalLong.of(DEFAULT_SEED),
                DEFAULT_JOURNAL_LINES,
                DEFAULT_SETTLING,
                federation -> {}));
    }

    private FederationExtension(Settings settings) {
        this.settings = settings;
    }

    /**
     * Worlds of so many clusters.
     *
     * @param clusters 1 to {@link FakeFederation#MAX_CLUSTERS}
     */
    public static FederationExtension of(int clusters) {
        return of(FederationLayout.of(clusters));
    }

    /** Worlds with this layout, whose seed is that of the world. */
    public static FederationExtension of(FederationLayout layout) {
        return new FederationExtension(
                new FederationExtension().settings.withLayout(Objects.requireNonNull(layout, "layout")));
    }

    /** Sets the seed of every world. Default: 0, so that a test is the same in every run. */
    public FederationExtension seed(long value) {
        return new FederationExtension(settings.withSeed(OptionalLong.of(value)));
    }

    /** Gives every world another seed, so that repeated tests try other orders of events. */
    public FederationExtension randomSeed() {
        return new FederationExtension(settings.withSeed(OptionalLong.empty()));
    }

    /** Makes every cluster behave like a member driven by TiDB Operator. This is the default. */
    public FederationExtension operatorLike() {
        return eachPlane(PlaneScript::operatorLike);
    }

    /** Makes every cluster behave like one whose plane does the work itself. */
    public FederationExtension directLike() {
        return eachPlane(PlaneScript::directLike);
    }

    /** Does something with every fresh world before its test gets it, after what was said before. */
    public FederationExtension prepared(Consumer<FakeFederation> step) {
        return new FederationExtension(settings.and(Objects.requireNonNull(step, "step")));
    }

    /**
     * Sets how many of the last lines of the journal the exception of a failed test shows. Default: 1,000.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FederationExtension journalLines(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("journalLines is " + limit + "; it must not be negative");
        }
        return new FederationExtension(settings.withJournalLines(limit));
    }

    /**
     * Sets for how long, in its own time, a world may go on after its test, so that members which were told to end do, and
     * operations nobody awaited; unless a pause is held, which must not end by itself unseen. Default: one hour.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FederationExtension settling(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("settling is " + limit + "; it must not be negative");
        }
        return new FederationExtension(settings.withSettling(limit));
    }

    /** Notes that this extension is the nearest of the class so far: JUnit calls inherited ones first. */
    @Override
    public void beforeAll(ExtensionContext context) {
        store(context).put(NEAREST, this);
    }

    /** As {@link #beforeAll}, which is not called for an extension in an instance field. */
    @Override
    public void beforeEach(ExtensionContext context) {
        store(context).put(NEAREST, this);
    }

    /** Tells of the world of a test that has failed; fails a test that has not, but has left something behind. */
    @Override
    public void afterEach(ExtensionContext context) {
        TestWorld world = store(context).get(this, TestWorld.class);
        if (world != null) {
            world.close(context);
        }
    }

    /** Lets the constructor of a test class have the world of the test that it is made for. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Object nearest = store(context).get(NEAREST);
        return (nearest == null || nearest == this) && Parameters.known(parameter.getParameter());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw Parameters.refused(
                    parameter.getParameter(),
                    "each test has a world of its own; take it where there is one instance of the class per test: in"
                            + " the test, in @BeforeEach or @AfterEach, or in the constructor");
        }
        return Parameters.value(parameter.getParameter(), world(context).federation());
    }

    private TestWorld world(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent(this, key -> TestWorld.begin(settings, seedOf(context)), TestWorld.class);
    }

    private long seedOf(ExtensionContext context) {
        return context.getConfigurationParameter(SEED, Seeds::parse)
                .orElseGet(() -> settings.seed()
                        .orElseGet(() -> ThreadLocalRandom.current().nextLong()));
    }

    private FederationExtension eachPlane(Consumer<PlaneScript> change) {
        return prepared(federation -> federation.planes().forEach(plane -> change.accept(plane.script())));
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
