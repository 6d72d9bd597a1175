package io.brfed.testkit;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Member;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which operation may work on each TidbCluster of one fake plane. A lock is not renewed: it closes the gap until the
 * member exists, which then speaks for itself.
 */
final class Claims {
    private final World world;
    private final PlaneScript script;
    private final Map<TidbClusterRef, Lock> locks = new LinkedHashMap<>();

    Claims(World world, PlaneScript script) {
        this.world = world;
        this.script = script;
    }

    Exclusion claim(Member member, OperationId id, Collection<MemberRecord> records) {
        if (script.exclusion().isPresent()) {
            return script.exclusion().get();
        }
        Optional<Exclusion> other = otherLock(member, id).or(() -> otherMember(member, id, records));
        if (other.isPresent()) {
            return other.get();
        }
        if (!script.locks()) {
            return new Exclusion.Clear();
        }
        locks.put(member.tidbCluster(), new Lock(member, id, world.elapsed().plus(script.lockDuration())));
        return new Exclusion.Locked();
    }

    void unclaim(Member member, OperationId id) {
        locks.computeIfPresent(member.tidbCluster(), (where, lock) -> lock.id.equals(id) ? null : lock);
    }

    /** The operations whose lock has not expired. */
    List<OperationId> holders() {
        return locks.values().stream().filter(this::valid).map(Lock::id).toList();
    }

    private Optional<Exclusion> otherLock(Member member, OperationId id) {
        return Optional.ofNullable(locks.get(member.tidbCluster()))
                .filter(this::valid)
                .filter(lock -> !lock.id.equals(id) && !lock.isFor(member))
                .map(lock -> taken(lock.member, lock.id));
    }

    private boolean valid(Lock lock) {
        return lock.expires.compareTo(world.elapsed()) > 0;
    }

    private static Optional<Exclusion> otherMember(Member member, OperationId id, Collection<MemberRecord> records) {
        return records.stream()
                .filter(found -> !found.isForeign() && !found.ended())
                .filter(found -> found.member().tidbCluster().equals(member.tidbCluster()))
                .filter(found -> !found.stamp().id().equals(id))
                .findFirst()
                .map(found -> taken(found.member(), found.stamp().id()));
    }

    private static Exclusion taken(Member member, OperationId id) {
        return new Exclusion.Taken("'" + member.operation() + "' in " + member.cluster(), Optional.of(id));
    }

    private record Lock(Member member, OperationId id, Duration expires) {
        /** A second driver that begins the same operation is let through; the first write decides between the two. */
        boolean isFor(Member other) {
            return member.kind() == other.kind() && member.operation().equals(other.operation());
        }
    }
}
