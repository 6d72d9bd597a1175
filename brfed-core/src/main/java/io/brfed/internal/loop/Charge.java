package io.brfed.internal.loop;

import io.brfed.Pacing;
import io.brfed.api.FailureCause;
import io.brfed.internal.protocol.Protocol;
import io.brfed.plane.Cluster;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What a control loop is to drive.
 *
 * @param protocol who decides
 * @param clusters the members, in order
 * @param requests what each is asked for
 * @param stamp the operation, with this driver's epoch
 * @param known what was seen of the members so far
 * @param exclusion asks once more, after the first write, whether another operation is at work; empty if that is settled
 * @param pacing how often and how long to ask
 */
public record Charge(
        Protocol protocol,
        List<Cluster> clusters,
        Map<Cluster, MemberRequest> requests,
        Stamp stamp,
        Map<Cluster, MemberState> known,
        Optional<Supplier<CompletionStage<Optional<FailureCause>>>> exclusion,
        Pacing pacing) {
    /** Copies the collections. */
    public Charge {
        clusters = List.copyOf(clusters);
        requests = Map.copyOf(requests);
        known = Map.copyOf(known);
    }
}
