package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.Reached;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects in one fake cluster and the rules by which they may change. Guarded by the monitor of the world. */
final class MemberStore {
    private final World world;
    private final ClusterName cluster;
    private final PlaneScript script;
    private final Watchers watchers;
    private final Map<Member, MemberRecord> records = new LinkedHashMap<>();

    MemberStore(World world, ClusterName cluster, PlaneScript script, Watchers watchers) {
        this.world = world;
        this.cluster = cluster;
        this.script = script;
        this.watchers = watchers;
    }

    Collection<MemberRecord> records() {
        return records.values();
    }

    MemberState declare(Declaration declaration) {
        if (!world.witnessed()) {
            return carryOut(declaration);
        }
        MemberState before = state(declaration.member(), Freshness.LIVE, Duration.ZERO);
        MemberState after = carryOut(declaration);
        world.witness(witness -> witness.declared(declaration, before, after));
        return after;
    }

    private MemberState carryOut(Declaration declaration) {
        Member member = declaration.member();
        MemberRecord found = records.get(member);
        if (found == null) {
            return declaration.creation() == Declaration.Creation.PERMITTED
                    ? create(declaration)
                    : MemberState.absent(member);
        }
        if (refuses(found, declaration)) {
            world.log(cluster, "refused", declaration.phase());
            return found.state();
        }
        Stamp before = found.stamp();
        boolean samePhase = found.desired().equals(Optional.of(declaration.phase()));
        if (samePhase && before.equals(declaration.stamp())) {
            return found.state();
        }
        found.changing(world.elapsed());
        write(found, declaration);
        if (!samePhase || !before.verdict().equals(declaration.stamp().verdict())) {
            found.work().told(declaration.phase());
        }
        return found.state();
    }

    /** What a reader sees; what the reader knows already is up to {@code staleness} old. */
    MemberState state(Member member, Freshness freshness, Duration staleness) {
        MemberRecord found = records.get(member);
        if (found == null) {
            return MemberState.absent(member);
        }
        return switch (freshness) {
            case KNOWN -> known(found, staleness);
            case LIVE -> found.state();
            case CONFIRM ->
                found.isForeign()
                        ? found.state()
                        : found.state(found.work().lookAtPause().orElse(null));
        };
    }

    private MemberState known(MemberRecord found, Duration staleness) {
        if (found.staleAt(world.elapsed(), staleness)) {
            world.happens(FaultKind.STALE_READ, cluster);
        }
        return found.stateAsOf(world.elapsed(), staleness);
    }

    List<MemberState> list(TidbClusterRef tidbCluster) {
        return records.values().stream()
                .filter(found -> !found.isForeign())
                .filter(found -> found.member().tidbCluster().equals(tidbCluster))
                .map(MemberRecord::state)
                .toList();
    }

    MemberState delete(Deletion deletion) {
        Member member = deletion.member();
        MemberRecord found = records.get(member);
        if (found == null) {
            return MemberState.absent(member);
        }
        if (found.isForeign() || !found.stamp().id().equals(deletion.id()) || found.deleting()) {
            return found.state();
        }
        if (script.cleanFailure().isPresent()) {
            markDeleting(found);
            report(
                    member,
                    Condition.CLEAN_FAILED,
                    "CleanFailed",
                    script.cleanFailure().get());
        } else if (script.deletion().isZero()) {
            remove(found, deletion.contents());
        } else {
            markDeleting(found);
            world.later(script.deletion(), () -> remove(found, deletion.contents()));
        }
        return state(member, Freshness.LIVE, Duration.ZERO);
    }

    void putForeign(Member member, String name) {
        MemberRecord replaced = records.put(member, MemberRecord.foreign(member, name));
        if (replaced != null && !replaced.isForeign()) {
            replaced.work().abandon();
        }
        world.log(cluster, "foreign put", member.operation());
        watchers.changed(member);
    }

    void remove(MemberRecord found, Deletion.Contents contents) {
        if (records.remove(found.member(), found)) {
            if (!found.isForeign()) {
                if (world.witnessed()) {
                    MemberState before = found.state();
                    world.witness(witness -> witness.removed(before, contents));
                }
                found.work().abandon();
                if (contents == Deletion.Contents.REMOVED) {
                    OperationId id = found.stamp().id();
                    world.pauses().removeSnapshots(found.member(), id);
                    world.restoring(id).removed(found.member());
                }
            }
            world.log(cluster, "removed", found.member().operation());
            watchers.changed(found.member());
        }
    }

    void removeByHand(Member member) {
        MemberRecord found = records.get(member);
        // A deletion that is under way goes on as it began.
        if (found != null && !found.deleting()) {
            remove(found, Deletion.Contents.AS_RECORDED);
        }
    }

    void markDeleting(MemberRecord found) {
        found.changing(world.elapsed());
        found.markDeleting();
        world.log(cluster, "deleting", found.member().operation());
        watchers.changed(found.member());
    }

    void report(Member member, Condition condition, String reason, String message) {
        MemberRecord found = records.get(member);
        if (found == null || found.isForeign() || found.has(condition)) {
            return;
        }
        found.changing(world.elapsed());
        found.work().reaching(condition);
        found.reached(new Reached(condition, clock(), reason, message));
        world.log(cluster, "reached", reason.isEmpty() ? condition : condition + " " + reason + ": " + message);
        if (world.witnessed()) {
            MemberState now = found.state();
            world.witness(witness -> witness.reached(now, condition));
        }
        found.work().reached(condition);
        watchers.changed(member);
    }

    void breakPause(MemberRecord found, String part) {
        found.changing(world.elapsed());
        found.work().breakPause(part);
        watchers.changed(found.member());
    }

    private MemberState create(Declaration declaration) {
        Member member = declaration.member();
        MemberRecord made = MemberRecord.created(declaration.request(), declaration.stamp(), clock());
        Steps.Reporter reporter = (condition, reason, message) -> {
            if (records.get(member) == made) {
                report(member, condition, reason, message);
            }
        };
        made.work(
                switch (member.kind()) {
                    case BACKUP -> new BackupWork(world, script, made, reporter);
                    case RESTORE -> new RestoreWork(world, script, made, reporter);
                });
        records.put(member, made);
        world.log(cluster, "created", member.operation());
        made.appeared(world.elapsed());
        write(made, declaration);
        made.work().told(declaration.phase());
        return made.state();
    }

    private void write(MemberRecord record, Declaration declaration) {
        record.declared(declaration.phase(), declaration.stamp());
        declaration.commitTs().ifPresent(record::commitTs);
        watchers.changed(record.member());
    }

    private static boolean refuses(MemberRecord found, Declaration declaration) {
        if (found.isForeign() || found.deleting()) {
            return true;
        }
        Stamp stored = found.stamp();
        Stamp offered = declaration.stamp();
        return !stored.id().equals(offered.id())
                || stored.epoch() > offered.epoch()
                || (stored.failed() && !offered.failed())
                || found.desired()
                        .filter(phase -> phase.compareTo(declaration.phase()) > 0)
                        .isPresent();
    }

    /** The clock of the member's system; Kubernetes keeps whole seconds. */
    private Instant clock() {
        Instant now = world.scheduler().now().plus(script.clockAhead());
        return script.direct() ? now : now.truncatedTo(ChronoUnit.SECONDS);
    }
}
