package io.brfed.aws.internal;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.TakenSnapshot.State;
import io.brfed.spi.VolumePlace;
import io.brfed.spi.VolumeShape;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotInfo;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;

/** Turns EC2's answers into ours. */
final class Ec2Reading {
    private static final int COMPLETE = 100;

    private Ec2Reading() {}

    static List<InstanceId> attachedTo(Volume volume) {
        return volume.attachments().stream()
                .filter(attachment -> attachment.instanceId() != null)
                .filter(attachment -> attachment.state() != VolumeAttachmentState.DETACHED)
                .map(attachment -> new InstanceId(attachment.instanceId()))
                .toList();
    }

    static VolumePlace place(Volume volume, Map<InstanceId, Instance> machines) {
        VolumeId id = new VolumeId(volume.volumeId());
        Optional<InstanceId> machine = attachedTo(volume).stream().findFirst();
        Set<VolumeId> neighbours = new HashSet<>();
        machine.map(machines::get).ifPresent(instance -> neighbours.addAll(dataVolumes(instance)));
        neighbours.remove(id);
        String zone = Objects.requireNonNullElse(volume.availabilityZone(), "");
        return new VolumePlace(id, machine, neighbours, zone, shape(volume));
    }

    private static Set<VolumeId> dataVolumes(Instance instance) {
        Set<VolumeId> volumes = new HashSet<>();
        for (InstanceBlockDeviceMapping device : instance.blockDeviceMappings()) {
            boolean boot = Objects.equals(device.deviceName(), instance.rootDeviceName());
            if (!boot && device.ebs() != null && device.ebs().volumeId() != null) {
                volumes.add(new VolumeId(device.ebs().volumeId()));
            }
        }
        return volumes;
    }

    static VolumeShape shape(Volume volume) {
        boolean encrypted = Boolean.TRUE.equals(volume.encrypted());
        return new VolumeShape(
                gibibytes(volume.size()),
                Objects.requireNonNullElse(volume.volumeTypeAsString(), "unknown"),
                number(volume.iops()),
                number(volume.throughput()),
                encrypted ? Optional.ofNullable(volume.kmsKeyId()) : Optional.empty());
    }

    static TakenSnapshot taken(SnapshotInfo info, int attempt) {
        return new TakenSnapshot(
                new SnapshotId(info.snapshotId()),
                new VolumeId(info.volumeId()),
                attempt,
                state(info.state(), info.progress()),
                progress(info.progress()),
                gibibytes(info.volumeSize()),
                Objects.requireNonNullElse(info.startTime(), Instant.EPOCH));
    }

    static TakenSnapshot taken(Snapshot snapshot) {
        Map<String, String> tags = new HashMap<>();
        snapshot.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        return new TakenSnapshot(
                new SnapshotId(snapshot.snapshotId()),
                new VolumeId(snapshot.volumeId()),
                SnapshotTags.attempt(tags),
                state(snapshot.state(), snapshot.progress()),
                progress(snapshot.progress()),
                gibibytes(snapshot.volumeSize()),
                Objects.requireNonNullElse(snapshot.startTime(), Instant.EPOCH));
    }

    /** A state that we do not know is waited for; a snapshot in the recycle bin is of no use. */
    static State state(@Nullable SnapshotState state, @Nullable String progress) {
        if (state == null) {
            return progress(progress) == COMPLETE ? State.COMPLETED : State.PENDING;
        }
        return switch (state) {
            case COMPLETED -> State.COMPLETED;
            case ERROR, RECOVERABLE, RECOVERING -> State.ERROR;
            case PENDING, UNKNOWN_TO_SDK_VERSION -> State.PENDING;
        };
    }

    private static int progress(@Nullable String text) {
        String digits = text == null ? "" : text.replaceAll("[^0-9]", "");
        return digits.isEmpty() || digits.length() > 3 ? 0 : Math.min(COMPLETE, Integer.parseInt(digits));
    }

    static ByteSize gibibytes(@Nullable Integer size) {
        return new ByteSize((long) number(size) << 30);
    }

    static int number(@Nullable Integer value) {
        return value == null ? 0 : Math.max(0, value);
    }
}
