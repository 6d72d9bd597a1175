package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Tso;
import io.brfed.api.Verdict;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One member of a {@link Situations}; absent until told otherwise. Times are durations since the operation's start. */
final class MemberDraft {
    static final OperationName OPERATION = new OperationName("nightly");
    static final TidbClusterRef TIDB = new TidbClusterRef("tidb", "prod");
    static final Duration PAUSE_LENGTH = Duration.ofMinutes(10);
    static final Duration LAG = Duration.ofSeconds(150);

    private enum Being {
        SILENT,
        ABSENT,
        FOREIGN,
        DELETING,
        LIVE
    }

    private final MemberRequest request;
    private final List<Reached> conditions = new ArrayList<>();
    private Being being = Being.ABSENT;
    private @Nullable Phase phase;
    private @Nullable OperationId otherOperation;
    private @Nullable Verdict verdict;
    private @Nullable Tso commitTs;
    private @Nullable PauseState pause;
    private @Nullable Instant createdAt;
    private boolean created;
    private MemberView.@Nullable Outage outage;
    private MemberView.@Nullable Refusal refusal;
    private boolean confirmed;
    private @Nullable Instant unsure;
    private boolean writing;
    private MemberState.@Nullable Service service;

    MemberDraft(OperationKind kind, String name) {
        this.request = new MemberRequest(new Member(kind, OPERATION, new ClusterName(name), TIDB), Optional.empty());
    }

    /** It never answered. */
    MemberDraft silent() {
        being = Being.SILENT;
        return this;
    }

    MemberDraft absent() {
        being = Being.ABSENT;
        return this;
    }

    MemberDraft foreign() {
        being = Being.FOREIGN;
        return this;
    }

    MemberDraft deleting(Phase told) {
        live(told);
        being = Being.DELETING;
        return this;
    }

    /** It exists with the operation's stamp and was told a phase. */
    MemberDraft live(Phase told) {
        being = Being.LIVE;
        phase = told;
        created = true;
        return this;
    }

    /** It exists with the stamp of another operation. */
    MemberDraft ofOther(String id, Phase told) {
        live(told);
        created = false;
        otherOperation = new OperationId(id);
        return this;
    }

    /** This driver has seen it exist. */
    MemberDraft created() {
        created = true;
        return this;
    }

    /** This driver did not see it exist. */
    MemberDraft notSeenBefore() {
        created = false;
        return this;
    }

    MemberDraft has(Condition... reached) {
        for (Condition condition : reached) {
            conditions.add(Reached.of(condition, Situations.START));
        }
        return this;
    }

    MemberDraft has(Condition condition, Duration since) {
        conditions.add(Reached.of(condition, Situations.START.plus(since)));
        return this;
    }

    MemberDraft has(Reached reached) {
        conditions.add(reached);
        return this;
    }

    MemberDraft knows(Verdict value) {
        verdict = value;
        return this;
    }

    MemberDraft commitTs(Tso value) {
        commitTs = value;
        return this;
    }

    MemberDraft commitTs(Duration sinceStart) {
        return commitTs(Tso.at(Situations.START.plus(sinceStart)));
    }

    /** Its pause, begun at its creation, ends by itself after {@link #PAUSE_LENGTH} and a lag of {@link #LAG}. */
    MemberDraft pausing(Duration createdSinceStart) {
        createdAt = Situations.START.plus(createdSinceStart);
        return pause(createdSinceStart.plus(PAUSE_LENGTH), LAG, PauseState.Hold.UNKNOWN);
    }

    MemberDraft pause(Duration endsBy, Duration lag, PauseState.Hold hold) {
        pause = new PauseState(
                Optional.of("pause-1"), Situations.START.plus(endsBy), lag, hold, "scheduler 7 came back");
        return this;
    }

    MemberDraft out(Duration since) {
        outage = new MemberView.Outage(Situations.START.plus(since), "connection refused");
        return this;
    }

    MemberDraft refused(Phase refusedPhase) {
        refusal = new MemberView.Refusal(refusedPhase, "403 forbidden");
        return this;
    }

    MemberDraft confirmed() {
        confirmed = true;
        return this;
    }

    MemberDraft unsure(Duration since) {
        unsure = Situations.START.plus(since);
        return this;
    }

    MemberDraft writing() {
        writing = true;
        return this;
    }

    MemberDraft service(MemberState.Service value) {
        service = value;
        return this;
    }

    Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    MemberView view(Stamp stamp) {
        return new MemberView(
                request,
                state(stamp),
                created,
                Optional.ofNullable(outage),
                Optional.ofNullable(refusal),
                confirmed,
                Optional.ofNullable(unsure),
                writing);
    }

    private Optional<MemberState> state(Stamp stamp) {
        return switch (being) {
            case SILENT -> Optional.empty();
            case ABSENT -> Optional.of(MemberState.absent(request.member()));
            case FOREIGN -> Optional.of(MemberState.foreign(request.member(), "Backup fed-nightly"));
            case DELETING -> Optional.of(existing(stamp).deleting().build());
            case LIVE -> Optional.of(existing(stamp).build());
        };
    }

    private MemberState.Builder existing(Stamp stamp) {
        MemberState.Builder state = MemberState.of(request.member(), carried(stamp))
                .reached(conditions)
                .detail("Running");
        if (phase != null) {
            state.desired(phase);
        }
        if (commitTs != null) {
            state.commitTs(commitTs);
        }
        if (pause != null) {
            state.pause(pause);
        }
        if (createdAt != null) {
            state.createdAt(createdAt);
        }
        if (service != null) {
            state.service(service);
        }
        return state;
    }

    private Stamp carried(Stamp stamp) {
        if (otherOperation == null) {
            return stamp;
        }
        return new Stamp(
                otherOperation,
                stamp.kind(),
                stamp.name(),
                "other digest",
                stamp.members(),
                stamp.initializer(),
                stamp.keeper(),
                stamp.startedAt(),
                stamp.deadlines(),
                stamp.epoch(),
                stamp.recorded(),
                Optional.empty(),
                Reopened.NEVER);
    }
}
