package io.brfed.internal.drive;

import io.brfed.Pacing;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.LoopClock;
import io.brfed.plane.Cluster;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads all members in parallel until each has answered or the time is up. */
final class Observer {
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final LoopClock clock;
    private final Calls calls;
    private final Pacing pacing;

    Observer(Scheduler scheduler, LoopClock clock, Pacing pacing) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.calls = new Calls(scheduler);
        this.pacing = pacing;
    }

    /**
     * A look at all members; those that do not answer are asked again until the time is up. Another driver may be creating
     * members at the same time: where some are found, those that are not are asked once more, so that one that was created
     * between the reads is not taken for one that is gone.
     */
    CompletionStage<Look> look(Map<Cluster, MemberRequest> members, Duration limit) {
        return round(members, new Look(Map.of(), Map.of()), clock.now().plus(limit))
                .thenCompose(look -> again(members, look));
    }

    private CompletionStage<Look> again(Map<Cluster, MemberRequest> members, Look look) {
        Set<Cluster> absent = look.absent();
        if (absent.isEmpty() || look.states().size() == absent.size()) {
            return CompletableFuture.completedFuture(look);
        }
        return Answers.of(absent, cluster -> read(cluster, members)).thenApply(look::with);
    }

    private CompletionStage<Look> round(Map<Cluster, MemberRequest> asked, Look before, Instant until) {
        return Answers.of(asked.keySet(), cluster -> read(cluster, asked)).thenCompose(answers -> {
            Look look = new Look(before.states(), Map.of()).with(answers);
            if (look.silent().isEmpty() || !clock.now().isBefore(until)) {
                return CompletableFuture.completedFuture(look);
            }
            Map<Cluster, MemberRequest> again = new LinkedHashMap<>(asked);
            again.keySet().retainAll(look.silent().keySet());
            return pause().thenCompose(waited -> round(again, look, until));
        });
    }

    private CompletionStage<MemberState> read(Cluster cluster, Map<Cluster, MemberRequest> asked) {
        MemberRequest request = Objects.requireNonNull(asked.get(cluster));
        return calls.read(
                "reading member " + cluster.name(),
                pacing.callInPause(),
                () -> cluster.plane().observe(request.member(), Freshness.LIVE, pacing.callInPause()));
    }

    private CompletionStage<Boolean> pause() {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        scheduler.schedule(BETWEEN_ROUNDS, () -> over.complete(true));
        return over;
    }
}
