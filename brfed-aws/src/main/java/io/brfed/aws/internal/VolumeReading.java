package io.brfed.aws.internal;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.NewVolume.State;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeShape;
import io.brfed.spi.VolumeTags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVolumeResponse;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** Turns EC2's answers about volumes into ours. */
final class VolumeReading {
    private VolumeReading() {}

    static NewVolume volume(Volume volume) {
        return new NewVolume(
                new VolumeId(volume.volumeId()),
                snapshot(volume.snapshotId()),
                state(volume.state()),
                Objects.requireNonNullElse(volume.availabilityZone(), ""),
                Ec2Reading.shape(volume),
                tags(volume.tags()));
    }

    /** What was asked for, as far as the answer does not say otherwise. */
    static NewVolume made(CreateVolumeResponse answer, VolumeRequest request) {
        boolean encrypted = Boolean.TRUE.equals(answer.encrypted());
        VolumeShape shape = new VolumeShape(
                Ec2Reading.gibibytes(answer.size()),
                Objects.requireNonNullElse(
                        answer.volumeTypeAsString(), request.target().type().id()),
                Ec2Reading.number(answer.iops()),
                Ec2Reading.number(answer.throughput()),
                encrypted ? Optional.ofNullable(answer.kmsKeyId()) : Optional.empty());
        return new NewVolume(
                new VolumeId(answer.volumeId()),
                Optional.of(request.snapshot()),
                state(answer.state()),
                Objects.requireNonNullElse(
                        answer.availabilityZone(), request.target().zone()),
                shape,
                answer.hasTags() ? tags(answer.tags()) : VolumeTags.of(request));
    }

    static SourceSnapshot source(Snapshot snapshot) {
        boolean encrypted = Boolean.TRUE.equals(snapshot.encrypted());
        return new SourceSnapshot(
                new SnapshotId(snapshot.snapshotId()),
                Ec2Reading.state(snapshot.state(), snapshot.progress()),
                Ec2Reading.gibibytes(snapshot.volumeSize()),
                encrypted ? Optional.of(Objects.requireNonNullElse(snapshot.kmsKeyId(), "unknown")) : Optional.empty(),
                tags(snapshot.tags()));
    }

    private static Optional<SnapshotId> snapshot(@Nullable String id) {
        return id == null || id.isBlank() ? Optional.empty() : Optional.of(new SnapshotId(id));
    }

    private static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> byKey = new HashMap<>();
        tags.forEach(tag -> byKey.put(tag.key(), Objects.requireNonNullElse(tag.value(), "")));
        return byKey;
    }

    /** A state that we do not know is waited for. */
    private static State state(@Nullable VolumeState state) {
        if (state == null) {
            return State.CREATING;
        }
        return switch (state) {
            case CREATING, UNKNOWN_TO_SDK_VERSION -> State.CREATING;
            case AVAILABLE -> State.AVAILABLE;
            case IN_USE -> State.IN_USE;
            case DELETING -> State.DELETING;
            case DELETED -> State.DELETED;
            case ERROR -> State.ERROR;
        };
    }
}
