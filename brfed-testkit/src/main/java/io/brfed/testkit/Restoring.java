package io.brfed.testkit;

import io.brfed.api.Tso;
import io.brfed.plane.Member;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.FakeTidbCluster;
import io.brfed.testkit.tidb.RestoreOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The volumes that one restore has made, and what came of them. */
final class Restoring {
    private final Map<Member, StoredPart> volumes = new LinkedHashMap<>();
    private @Nullable RestoreOutcome outcome;

    void made(Member member, StoredPart part) {
        volumes.put(member, part);
    }

    void removed(Member member) {
        volumes.remove(member);
    }

    /** The members that have volumes. */
    Collection<Member> holders() {
        return List.copyOf(volumes.keySet());
    }

    /** Makes the data consistent; empty if no TiDB cluster stands behind it. */
    Optional<RestoreOutcome> recover(Tso commitTs) {
        List<Capture> captures = new ArrayList<>();
        FakeTidbCluster tidb = null;
        for (StoredPart part : volumes.values()) {
            if (part.tidb() == null) {
                return Optional.empty();
            }
            tidb = part.tidb();
            captures.addAll(part.captures());
        }
        outcome = tidb == null ? null : tidb.restore(captures, commitTs, tidb.afterReset(commitTs));
        return Optional.ofNullable(outcome);
    }

    /** What came of it, once the data phase has run. */
    Optional<RestoreOutcome> outcome() {
        return Optional.ofNullable(outcome);
    }
}
