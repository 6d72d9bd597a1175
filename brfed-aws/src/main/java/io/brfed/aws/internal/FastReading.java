package io.brfed.aws.internal;

import io.brfed.api.SnapshotId;
import io.brfed.spi.FastSnapshotRestore.Answer;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.FastSnapshotRestore.State;
import io.brfed.spi.FastSnapshotRestore.Status;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.DisableFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.EnableFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.FastSnapshotRestoreStateCode;

/** Turns EC2's answers about fast snapshot restore into ours. */
final class FastReading {
    private FastReading() {}

    static Answer enabled(EnableFastSnapshotRestoresResponse answer) {
        Set<SnapshotId> accepted = new HashSet<>();
        answer.successful().forEach(item -> accepted.add(new SnapshotId(item.snapshotId())));
        Map<SnapshotId, String> refused = new HashMap<>();
        answer.unsuccessful()
                .forEach(item -> item.fastSnapshotRestoreStateErrors()
                        .forEach(error -> refused.put(
                                new SnapshotId(item.snapshotId()),
                                reason(error.error().code(), error.error().message()))));
        return new Answer(accepted, refused);
    }

    static Answer disabled(DisableFastSnapshotRestoresResponse answer) {
        Set<SnapshotId> accepted = new HashSet<>();
        answer.successful().forEach(item -> accepted.add(new SnapshotId(item.snapshotId())));
        Map<SnapshotId, String> refused = new HashMap<>();
        answer.unsuccessful()
                .forEach(item -> item.fastSnapshotRestoreStateErrors()
                        .forEach(error -> refused.put(
                                new SnapshotId(item.snapshotId()),
                                reason(error.error().code(), error.error().message()))));
        return new Answer(accepted, refused);
    }

    private static String reason(@Nullable String code, @Nullable String message) {
        return code + ": " + message;
    }

    static List<Status> statuses(DescribeFastSnapshotRestoresResponse answer) {
        return answer.fastSnapshotRestores().stream()
                .map(item -> new Status(
                        new Place(new SnapshotId(item.snapshotId()), item.availabilityZone()),
                        state(item.state()),
                        Objects.requireNonNullElse(item.stateTransitionReason(), "")))
                .toList();
    }

    /** A state that we do not know may be charged for, and is no promise. */
    private static State state(@Nullable FastSnapshotRestoreStateCode state) {
        if (state == null) {
            return State.ENABLING;
        }
        return switch (state) {
            case ENABLING, UNKNOWN_TO_SDK_VERSION -> State.ENABLING;
            case OPTIMIZING -> State.OPTIMIZING;
            case ENABLED -> State.ENABLED;
            case DISABLING -> State.DISABLING;
            case DISABLED -> State.DISABLED;
        };
    }
}
