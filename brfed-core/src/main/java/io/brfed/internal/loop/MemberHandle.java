package io.brfed.internal.loop;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.internal.protocol.MemberView;
import io.brfed.internal.protocol.MemberView.Outage;
import io.brfed.internal.protocol.MemberView.Refusal;
import io.brfed.plane.Cluster;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Stamp;
import io.brfed.plane.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the loop remembers of one member. Touched by tasks of the loop only. */
final class MemberHandle {
    /** So many live reads in a row that know less than an earlier one are believed after all. */
    private static final int BELIEVE_AFTER = 3;

    /** An absence counts only if two live reads in a row say so, because one may have been answered from a stale copy. */
    private static final int ABSENT_AFTER = 2;

    private static final Condition[] CONDITIONS = Condition.values();

    final Cluster cluster;
    final MemberRequest request;
    final Observations observations;

    private @Nullable MemberState state;
    private boolean created;
    private @Nullable Outage outage;
    private @Nullable Outage unwritten;
    private @Nullable Refusal refusal;
    private @Nullable Instant unsure;
    private int lesser;
    private int absences;
    private boolean doubted;

    /** A confirming read was answered since the members were last asked to be confirmed. */
    boolean confirmed;
    /** A confirming read is under way. */
    boolean confirming;

    /** It was told by this driver to go, and said that it does. */
    boolean going;

    boolean writing;
    int writes;
    int writeAttempts;
    Duration writeNotBefore = Duration.ZERO;

    @Nullable
    Subscription subscription;

    final Set<Condition> told = EnumSet.noneOf(Condition.class);
    final Set<Phase> declared = EnumSet.noneOf(Phase.class);

    MemberHandle(Cluster cluster, MemberRequest request, Observations observations) {
        this.cluster = cluster;
        this.request = request;
        this.observations = observations;
    }

    MemberView view() {
        return new MemberView(
                request,
                Optional.ofNullable(state),
                created,
                worst(),
                Optional.ofNullable(refusal),
                confirmed,
                Optional.ofNullable(unsure),
                writing);
    }

    /** Whoever does not take writes is as little use as who does not answer. */
    private Optional<Outage> worst() {
        boolean unwrittenFirst =
                unwritten != null && (outage == null || unwritten.since().isBefore(outage.since()));
        return Optional.ofNullable(unwrittenFirst ? unwritten : outage);
    }

    Optional<MemberState> state() {
        return Optional.ofNullable(state);
    }

    Optional<Outage> outage() {
        return Optional.ofNullable(outage);
    }

    Optional<Instant> unsure() {
        return Optional.ofNullable(unsure);
    }

    /** Takes the answer to a write, which is the newest state there is. */
    void written(MemberState answer, Stamp ours) {
        state = answer;
        created |= isOurs(answer, ours);
        lesser = 0;
        absences = 0;
        doubted = false;
        outage = null;
        refusal = null;
        unsure = null;
        notWritten();
    }

    /** Forgets that writes failed: the last one took effect, or none is wanted any more. */
    void notWritten() {
        unwritten = null;
        writeAttempts = 0;
    }

    /** A write failed in a way that may pass. */
    void writeFailed(Instant at, String error) {
        unwritten = new Outage(unwritten == null ? at : unwritten.since(), error);
    }

    /** What to make of the answer to a read. */
    enum Take {
        /** It is the state now. */
        TAKEN,
        /** It is the state now, and nothing is known that was not known before. */
        NOTHING_NEW,
        /** It knows less than an earlier one: read again before it is believed. */
        DOUBTED
    }

    /** Takes the answer to a read. */
    Take read(MemberState answer, Freshness freshness, Stamp ours) {
        boolean known = outage == null && unsure == null && answer.equals(state);
        outage = null;
        doubted = doubtful(answer, freshness);
        if (doubted) {
            return Take.DOUBTED;
        }
        lesser = 0;
        state = answer;
        created |= isOurs(answer, ours);
        if (answer.presence() != Presence.ABSENT) {
            absences = 0;
            unsure = null;
        }
        return known ? Take.NOTHING_NEW : Take.TAKEN;
    }

    /** Whether the last answer knew less than an earlier one, so that one of the two no longer holds. */
    boolean doubted() {
        return doubted;
    }

    /** Takes from an old answer that the member existed, if that is news. */
    boolean existed(MemberState old, Stamp ours) {
        boolean news = !created && isOurs(old, ours);
        created |= news;
        return news;
    }

    void unanswered(Instant at, String error) {
        outage = outage == null ? new Outage(at, error) : new Outage(outage.since(), error);
    }

    /** Silence counts from a moment on, because nobody listened before. */
    void silentAnew(Instant from) {
        outage = outage == null ? null : new Outage(from, outage.error());
    }

    void refused(Phase phase, String error) {
        refusal = new Refusal(phase, error);
        outage = null;
        unwritten = null;
    }

    boolean hasRefused() {
        return refusal != null;
    }

    void unknown(Instant at) {
        unsure = unsure == null ? at : unsure;
    }

    void giveUpOnUnknown() {
        unsure = null;
    }

    private boolean doubtful(MemberState answer, Freshness freshness) {
        if (answer.presence() == Presence.ABSENT) {
            boolean known = state != null && state.presence() == Presence.ABSENT;
            return created && !known && (freshness == Freshness.KNOWN || ++absences < ABSENT_AFTER);
        }
        if (!knowsLess(answer)) {
            return false;
        }
        return freshness == Freshness.KNOWN || ++lesser < BELIEVE_AFTER;
    }

    private boolean knowsLess(MemberState answer) {
        MemberState before = state;
        if (before == null || before.stamp().isEmpty() || answer.stamp().isEmpty()) {
            return false;
        }
        Stamp known = before.stamp().get();
        Stamp now = answer.stamp().get();
        if (known.reopened().times() != now.reopened().times()) {
            return known.id().equals(now.id())
                    && now.reopened().times() < known.reopened().times();
        }
        return known.id().equals(now.id())
                && (now.epoch() < known.epoch() || lacksCondition(before, answer) || isBehind(before, answer));
    }

    private static boolean lacksCondition(MemberState before, MemberState answer) {
        for (Condition condition : CONDITIONS) {
            if (condition != Condition.RETRYING && before.has(condition) && !answer.has(condition)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBehind(MemberState before, MemberState answer) {
        Phase known = before.desired().orElse(null);
        Phase desired = answer.desired().orElse(null);
        return known != null && (desired == null || !desired.reached(known));
    }

    private static boolean isOurs(MemberState answer, Stamp ours) {
        Stamp carried = answer.stamp().orElse(null);
        return carried != null && carried.id().equals(ours.id());
    }
}
