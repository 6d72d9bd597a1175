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

    /** A look at all members; those that do not answer are asked again until the time is up. */
    CompletionStage<Look> look(Map<Cluster, MemberRequest> members, Duration limit) {
        return round(members, new Look(Map.of(), Map.of()), clock.now().plus(limit));
    }

    private CompletionStage<Look> round(Map<Cluster, MemberRequest> missing, Look before, Instant until) {
        Map<Cluster, CompletableFuture<MemberState>> answers = new LinkedHashMap<>();
        missing.forEach((cluster, request) -> answers.put(
                cluster,
                calls.read(
                        "reading member " + cluster.name(),
                        pacing.callInPause(),
                        () -> cluster.plane().observe(request.member(), Freshness.LIVE, pacing.callInPause()))));
        CompletableFuture<?>[] all = answers.values().toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all)
                .handle((done, error) -> collect(before, answers))
                .thenCompose(look -> {
                    if (look.silent().isEmpty() || !clock.now().isBefore(until)) {
                        return CompletableFuture.completedFuture(look);
                    }
                    Map<Cluster, MemberRequest> again = new LinkedHashMap<>(missing);
                    again.keySet().retainAll(look.silent().keySet());
                    return pause().thenCompose(waited -> round(again, look, until));
                });
    }

    private static Look collect(Look before, Map<Cluster, CompletableFuture<MemberState>> answers) {
        Map<Cluster, MemberState> states = new LinkedHashMap<>(before.states());
        Map<Cluster, String> silent = new LinkedHashMap<>();
        answers.forEach((cluster, answer) -> answer.handle((state, error) -> {
            if (state != null) {
                states.put(cluster, state);
            } else {
                silent.put(cluster, String.valueOf(error == null ? "no answer" : error.getMessage()));
            }
            return cluster;
        }));
        return new Look(states, silent);
    }

    private CompletionStage<Boolean> pause() {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        scheduler.schedule(BETWEEN_ROUNDS, () -> over.complete(true));
        return over;
    }
}
