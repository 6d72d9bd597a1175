package io.brfed.internal.drive;

import io.brfed.Pacing;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.plane.Cluster;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A frozen request.
 *
 * @param kind what is asked for
 * @param name its name
 * @param clusters the members, in order
 * @param initializer the member that takes the pause of a backup
 * @param sources restore: where each member's part lies
 * @param deadlines the limits of a new operation
 * @param pacing how often and how long to ask
 * @param exclusiveness what to do where it cannot be checked that nobody else is at work
 * @param afterFailure what to do with an operation of this name that has failed
 */
public record Request(
        OperationKind kind,
        OperationName name,
        List<Cluster> clusters,
        ClusterName initializer,
        Map<ClusterName, BackupLocation> sources,
        Deadlines deadlines,
        Pacing pacing,
        Exclusiveness exclusiveness,
        AfterFailure afterFailure) {
    /** Copies the collections. */
    public Request {
        clusters = List.copyOf(clusters);
        sources = Map.copyOf(sources);
    }

    /** What to do where it cannot be checked that nobody else is at work. */
    public enum Exclusiveness {
        /** Say so and go on. */
        AS_FAR_AS_POSSIBLE,
        /** Refuse. */
        REQUIRED
    }

    /** What to do with an operation of this name that has failed. */
    public enum AfterFailure {
        /** Tell how it failed. */
        IS_TOLD,
        /** Go on with it; nothing is begun. */
        GOES_ON
    }

    /** What each member is asked for. */
    public Map<Cluster, MemberRequest> members() {
        Map<Cluster, MemberRequest> requests = new LinkedHashMap<>();
        clusters.forEach(cluster -> requests.put(cluster, member(cluster)));
        return requests;
    }

    /** What one member is asked for. */
    public MemberRequest member(Cluster cluster) {
        return new MemberRequest(
                new Member(kind, name, cluster.name(), cluster.tidbCluster()),
                Optional.ofNullable(sources.get(cluster.name())));
    }

    /** The member whose stamp will count: the initializer of a backup, the first by name of a restore. */
    public ClusterName keeper() {
        return switch (kind) {
            case BACKUP -> initializer;
            case RESTORE ->
                clusters.stream()
                        .map(Cluster::name)
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
        };
    }

    /** A copy that waits no longer than this for members that do not answer. */
    Request within(Duration limit) {
        boolean shorter = limit.compareTo(deadlines.unreachableInPause()) < 0;
        return new Request(
                kind,
                name,
                clusters,
                initializer,
                sources,
                shorter ? deadlines.withUnreachableInPause(limit) : deadlines,
                pacing,
                exclusiveness,
                afterFailure);
    }
}
