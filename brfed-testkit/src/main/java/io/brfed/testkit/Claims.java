package io.brfed.testkit;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Member;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which operation may work on each TidbCluster of one fake plane. */
final class Claims {
    private final PlaneScript script;
    private final Map<TidbClusterRef, OperationId> locks = new LinkedHashMap<>();

    Claims(PlaneScript script) {
        this.script = script;
    }

    Exclusion claim(Member member, OperationId id, Collection<MemberRecord> records) {
        if (script.exclusion().isPresent()) {
            return script.exclusion().get();
        }
        OperationId holder = locks.getOrDefault(member.tidbCluster(), id);
        if (!holder.equals(id)) {
            return new Exclusion.Taken("the operation that holds the lock", Optional.of(holder));
        }
        for (MemberRecord other : records) {
            if (isOther(other, member, id)) {
                String name = other.member().operation() + " in " + member.cluster();
                return new Exclusion.Taken(name, Optional.of(other.stamp().id()));
            }
        }
        if (!script.locks()) {
            return new Exclusion.Clear();
        }
        locks.put(member.tidbCluster(), id);
        return new Exclusion.Locked();
    }

    void unclaim(Member member, OperationId id) {
        locks.remove(member.tidbCluster(), id);
    }

    Map<TidbClusterRef, OperationId> locks() {
        return locks;
    }

    private static boolean isOther(MemberRecord found, Member member, OperationId id) {
        return !found.isForeign()
                && found.member().tidbCluster().equals(member.tidbCluster())
                && !found.stamp().id().equals(id)
                && !found.ended();
    }
}
