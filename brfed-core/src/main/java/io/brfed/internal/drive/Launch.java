package io.brfed.internal.drive;

import io.brfed.Operation;
import io.brfed.Pacing;
import io.brfed.api.Assurance;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FederationListener;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.internal.SystemScheduler;
import io.brfed.internal.drive.Request.AfterFailure;
import io.brfed.internal.drive.Request.Exclusiveness;
import io.brfed.internal.loop.Listeners;
import io.brfed.plane.Cluster;
import io.brfed.spi.Scheduler;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings that backups and restores share, and how they are begun. Not thread-safe. */
public final class Launch {
    private static final DateTimeFormatter GENERATED =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SUFFIX = 46_656;
    /** The initializer of a request without members, which is refused. */
    private static final ClusterName NOBODY = new ClusterName("none");

    private final OperationKind kind;
    private final List<FederationListener> listeners = new ArrayList<>();
    private @Nullable OperationName name;
    private Deadlines deadlines;
    private Pacing pacing = Pacing.defaults();
    private Exclusiveness exclusiveness = Exclusiveness.AS_FAR_AS_POSSIBLE;
    private AfterFailure afterFailure = AfterFailure.IS_TOLD;
    private Scheduler scheduler = SystemScheduler.shared();

    /** The defaults for a kind of operation. */
    public Launch(OperationKind kind) {
        this.kind = kind;
        this.deadlines = Deadlines.defaults(kind);
    }

    /**
     * The first cluster.
     *
     * @throws InvalidRequestException if there is none
     */
    public static Cluster firstOf(List<Cluster> clusters) {
        if (clusters.isEmpty()) {
            throw new InvalidRequestException(List.of(RequestFaults.noClusters()));
        }
        return clusters.get(0);
    }

    /** Sets the name. */
    public void name(OperationName value) {
        name = value;
    }

    /** Adds a listener. */
    public void listener(FederationListener value) {
        listeners.add(Objects.requireNonNull(value, "value"));
    }

    /** Sets the limits. */
    public void deadlines(Deadlines value) {
        deadlines = Objects.requireNonNull(value, "value");
    }

    /** Sets how often and how long to ask. */
    public void pacing(Pacing value) {
        pacing = Objects.requireNonNull(value, "value");
    }

    /** Sets what to do where exclusiveness cannot be checked. */
    public void exclusiveness(Exclusiveness value) {
        exclusiveness = value;
    }

    /** Asks to go on with an operation that has failed. */
    public void goOnAfterFailure() {
        afterFailure = AfterFailure.GOES_ON;
    }

    /** Sets the source of time and execution. */
    public void scheduler(Scheduler value) {
        scheduler = Objects.requireNonNull(value, "value");
    }

    /**
     * What a caller asked for.
     *
     * @param clusters the members, in order
     * @param initializer the member that takes the pause; empty for the first that proves it, if none does the first
     * @param sources restore: where each member's part lies
     * @param faults what was found to be wrong with it already
     */
    public record Wish(
            List<Cluster> clusters,
            Optional<ClusterName> initializer,
            Map<ClusterName, BackupLocation> sources,
            List<Finding> faults) {
        /** Copies the collections. */
        public Wish {
            clusters = List.copyOf(clusters);
            sources = Map.copyOf(sources);
            faults = List.copyOf(faults);
        }
    }

    /** Everything that would prevent the request. */
    public List<Finding> check(Wish wish) {
        Request request = request(wish);
        List<Finding> faults = faults(wish, request);
        if (!faults.isEmpty()) {
            return faults;
        }
        return Waiting.on(scheduler, request.name(), driver(request).check());
    }

    /** Begins. */
    public <R> Operation<R> start(Wish wish, Function<Driver.Done, R> report) {
        Request request = request(wish);
        List<Finding> faults = faults(wish, request);
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(faults);
        }
        Listeners told = Listeners.of(listeners, executors());
        Driver driver = new Driver(request, scheduler, told);
        return new Running<>(
                request.name(),
                driver,
                scheduler,
                driver.start().thenApply(report).whenComplete((made, error) -> Farewell.tell(told, scheduler, made)));
    }

    private Driver driver(Request request) {
        return new Driver(request, scheduler, Listeners.of(listeners, executors()));
    }

    /** In virtual time listeners are told on the scheduler, so that a run stays in one thread. */
    private Supplier<Executor> executors() {
        return scheduler instanceof SystemScheduler ? SystemScheduler::listenerThread : () -> scheduler::execute;
    }

    private List<Finding> faults(Wish wish, Request request) {
        return Stream.of(wish.faults().stream(), RequestFaults.of(request).stream(), nameless())
                .flatMap(faults -> faults)
                .toList();
    }

    /** A generated name is that of nothing that could have failed. */
    private Stream<Finding> nameless() {
        return afterFailure == AfterFailure.GOES_ON && name == null
                ? Stream.of(Finding.fault(
                        "name", "", "is not given", "name the operation that is to go on after its failure"))
                : Stream.empty();
    }

    private Request request(Wish wish) {
        OperationName chosen = name == null ? generated() : name;
        ClusterName initializer =
                wish.initializer().or(() -> defaultInitializer(wish)).orElse(NOBODY);
        return new Request(
                kind,
                chosen,
                wish.clusters(),
                initializer,
                wish.sources(),
                deadlines,
                pacing,
                exclusiveness,
                afterFailure);
    }

    /** The first that proves its pauses, which members of its kind depend on. */
    private static Optional<ClusterName> defaultInitializer(Wish wish) {
        return wish.clusters().stream()
                .filter(cluster -> cluster.plane().assurance() == Assurance.VERIFIED)
                .findFirst()
                .or(() -> wish.clusters().stream().findFirst())
                .map(Cluster::name);
    }

    private OperationName generated() {
        String suffix = Long.toString(SUFFIX + Math.floorMod(scheduler.nextRandom(), SUFFIX), Character.MAX_RADIX);
        return new OperationName(
                kind.name().toLowerCase(Locale.ROOT) + "-" + GENERATED.format(scheduler.now()) + "-" + suffix);
    }
}
