package io.brfed;

import io.brfed.api.DeletionReport;
import io.brfed.api.FederationException;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationName;
import io.brfed.api.RestoreReport;
import io.brfed.api.VerificationReport;
import io.brfed.api.VerificationReport.Rehearsed;
import io.brfed.plane.Cluster;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Rehearses a restore in clusters that were made for it. For one use. */
final class InScratch {
    private static final Duration CLEANING = Duration.ofMinutes(10);

    private final Rehearsal rehearsal;
    private final List<Cluster> scratch;

    InScratch(Rehearsal rehearsal, Collection<Cluster> scratch) {
        this.rehearsal = Objects.requireNonNull(rehearsal, "rehearsal");
        this.scratch = List.copyOf(scratch);
    }

    /** What was seen before, with what the rehearsal adds. */
    VerificationReport after(VerificationReport seen, RestoreBuilder restore, Scheduler scheduler) {
        List<Finding> findings = new ArrayList<>(seen.findings());
        rehearsal.forget();
        Operation<RestoreReport> running;
        RestoreReport report;
        try {
            running = restore.into(scratch).scheduler(scheduler).start();
            report = await(running, scheduler);
        } catch (InvalidRequestException refused) {
            findings.addAll(refused.findings());
            return new VerificationReport(seen.members(), findings, Optional.empty());
        }
        OperationName name = running.name();
        Optional<Rehearsal.Plan> plan = rehearsal.plan();
        if (plan.isEmpty()) {
            findings.add(failed(report));
        }
        List<LeftBehind> left = new ArrayList<>(delete(name, scheduler).leftBehind());
        rehearsal.stillMarked(scheduler, name).ifPresent(left::add);
        OptionalInt regions = plan.isPresent() ? OptionalInt.of(plan.get().regions()) : OptionalInt.empty();
        return new VerificationReport(seen.members(), findings, Optional.of(new Rehearsed(name, regions, left)));
    }

    /** What was made so far is removed in any case; where the thread was interrupted, nobody waits for that. */
    private RestoreReport await(Operation<RestoreReport> running, Scheduler scheduler) {
        try {
            return running.await();
        } catch (InvalidRequestException nothingMade) {
            throw nothingMade;
        } catch (FederationException ended) {
            try {
                delete(running.name(), scheduler);
            } catch (FederationException goesOn) {
                ended.addSuppressed(goesOn);
            }
            throw ended;
        }
    }

    private DeletionReport delete(OperationName name, Scheduler scheduler) {
        return Federation.delete(scratch)
                .restore(name.value())
                .limit(CLEANING)
                .scheduler(scheduler)
                .execute();
    }

    private static Finding failed(RestoreReport report) {
        String name = report.operation().name().value();
        return report.complete()
                ? Finding.fault(
                        "rehearsal",
                        name,
                        "was carried out as a whole restore, because the planes of the scratch clusters do not restore with"
                                + " the rehearsal that was given",
                        "make them with DirectPlanes.Builder.restoring(recovery, rehearsal), and delete the scratch TidbClusters")
                : Finding.fault(
                        "rehearsal",
                        name,
                        "came to no plan of a recovery: "
                                + report.operation()
                                        .cause()
                                        .map(Object::toString)
                                        .orElse("unknown"),
                        "do what the message says, with new scratch clusters, or restore another backup");
    }
}
