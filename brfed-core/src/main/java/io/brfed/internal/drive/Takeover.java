package io.brfed.internal.drive;

import io.brfed.api.Phase;
import io.brfed.api.SupersededException;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Cluster;
import io.brfed.plane.Declaration;
import io.brfed.plane.Declaration.Creation;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import io.brfed.spi.Scheduler;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Writes the epoch of a driver that takes an operation over on its keeper, before the first effect. */
final class Takeover {
    private static final int EPOCH_STEP = 1_000_000;

    private final Request request;
    private final Scheduler scheduler;
    private final Calls calls;

    Takeover(Request request, Scheduler scheduler, Calls calls) {
        this.request = request;
        this.scheduler = scheduler;
        this.calls = calls;
    }

    /** A stamp with a higher epoch, by a step that two drivers do not choose alike. */
    Stamp raised(Stamp stamp) {
        return stamp.withEpoch(stamp.epoch() + 1 + Math.floorMod(scheduler.nextRandom(), EPOCH_STEP));
    }

    /** What the keeper answered; empty if it did not. */
    CompletionStage<Optional<MemberState>> tell(Cluster keeper, Phase phase, Stamp stamp) {
        Declaration declaration = Declaration.of(request.member(keeper), phase, stamp, Creation.FORBIDDEN);
        return calls.write(
                        "taking over member " + keeper.name(),
                        request.pacing().call(),
                        () -> keeper.plane()
                                .declare(declaration, request.pacing().call()))
                .handle((answer, error) -> Optional.ofNullable(answer));
    }

    /** Whether the keeper has this very stamp now. */
    static boolean took(Optional<MemberState> answer, Stamp stamp) {
        return answer.flatMap(MemberState::stamp)
                .filter(kept -> kept.id().equals(stamp.id())
                        && kept.epoch() == stamp.epoch()
                        && kept.reopened().equals(stamp.reopened()))
                .isPresent();
    }

    /** However often a driver tried: with a lower epoch than one it has met it does not begin. */
    static void refuseBeyond(Stamp raised, Optional<MemberState> answer, int tries) {
        answer.flatMap(MemberState::stamp)
                .filter(kept -> kept.id().equals(raised.id()) && kept.epoch() > raised.epoch())
                .ifPresent(kept -> {
                    throw new SupersededException(
                            raised.name(),
                            "another driver took over operation '" + raised.name() + "' (" + raised.id()
                                    + ") with epoch " + kept.epoch() + " while this one tried to, " + tries
                                    + " times; it goes on there, and this one touched nothing further");
                });
    }
}
