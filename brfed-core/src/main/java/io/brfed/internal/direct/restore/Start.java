package io.brfed.internal.direct.restore;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is left to do, from what was written down and what carries our stamp.
 *
 * @param adopted the volumes that are there, or being made
 * @param missing what has to be requested
 * @param surplus volumes of ours that do not count: failed ones, those of a second attempt, and of no part of the plan
 * @param refusal why this restore cannot go on with what is there; empty if it can
 */
record Start(
        Map<SnapshotId, NewVolume> adopted,
        List<VolumeRequest> missing,
        List<VolumeId> surplus,
        Optional<String> refusal) {
    static Start of(VolumeTask task, List<NewVolume> found) {
        Map<SnapshotId, List<NewVolume>> bySnapshot = new HashMap<>();
        for (NewVolume volume : found) {
            if (volume.snapshot().isPresent() && !volume.state().isGoing()) {
                bySnapshot
                        .computeIfAbsent(volume.snapshot().get(), none -> new ArrayList<>())
                        .add(volume);
            }
        }
        Map<SnapshotId, NewVolume> adopted = new TreeMap<>();
        List<VolumeRequest> missing = new ArrayList<>();
        Optional<String> refusal = Optional.empty();
        for (VolumeRequest request : task.plan().volumes()) {
            List<NewVolume> there = bySnapshot.getOrDefault(request.snapshot(), List.of());
            Optional<VolumeEntry> written = Optional.ofNullable(task.earlier().get(request.snapshot()));
            Optional<NewVolume> chosen = chosen(there, written);
            chosen.ifPresent(volume -> adopted.put(request.snapshot(), volume));
            if (chosen.isEmpty()) {
                missing.add(request.attempt(attempt(there, written)));
            } else if (refusal.isEmpty()) {
                refusal = mismatch(chosen.get(), request);
            }
        }
        return new Start(adopted, missing, surplus(found, adopted), refusal);
    }

    private static List<VolumeId> surplus(List<NewVolume> found, Map<SnapshotId, NewVolume> adopted) {
        return found.stream()
                .filter(volume -> !volume.state().isGoing() && !adopted.containsValue(volume))
                .map(NewVolume::id)
                .toList();
    }

    /** Whether every volume that was written down shows; one that was just made may not, and must not be made again. */
    static boolean showsAll(VolumeTask task, List<NewVolume> found) {
        Set<VolumeId> shown = new HashSet<>();
        found.forEach(volume -> shown.add(volume.id()));
        return task.earlier().values().stream()
                .allMatch(entry -> entry.volume().map(shown::contains).orElse(true));
    }

    /** The one that was written down, else the one that came farthest; of none that failed. */
    private static Optional<NewVolume> chosen(List<NewVolume> there, Optional<VolumeEntry> written) {
        Optional<VolumeId> known = written.flatMap(VolumeEntry::volume);
        return there.stream()
                .filter(volume -> volume.state() != NewVolume.State.ERROR)
                .max(Comparator.<NewVolume, Boolean>comparing(volume -> known.equals(Optional.of(volume.id())))
                        .thenComparing(volume -> volume.state().isUsable())
                        .thenComparing(NewVolume::attempt)
                        .thenComparing(NewVolume::id));
    }

    /** A token that led to a volume which failed, or is gone, leads to it again for hours: only another one makes another. */
    private static int attempt(List<NewVolume> failed, Optional<VolumeEntry> written) {
        int spent = written.filter(entry -> entry.volume().isPresent())
                .map(VolumeEntry::attempt)
                .orElse(0);
        int last = failed.stream().mapToInt(NewVolume::attempt).max().orElse(0);
        int begun = written.map(VolumeEntry::attempt).orElse(1);
        return Math.max(begun, Math.max(spent, last) + 1);
    }

    /** Why a volume is not the one that was asked for. */
    static Optional<String> mismatch(NewVolume volume, VolumeRequest request) {
        String what = "volume " + volume.id() + " of store " + request.store() + " ";
        if (!volume.zone().equals(request.target().zone())) {
            return Optional.of(what + "is in zone '" + volume.zone() + "', not in '"
                    + request.target().zone() + "'; clean up, then restore again");
        }
        if (!volume.shape().type().equals(request.target().type().id())) {
            return Optional.of(what + "is of type '" + volume.shape().type() + "', not '"
                    + request.target().type().id() + "'; clean up, then restore again");
        }
        boolean keyed = request.target().encryption().kind() != VolumeEncryption.Kind.AS_SNAPSHOT;
        if (keyed && volume.shape().kmsKey().isEmpty()) {
            return Optional.of(what + "is not encrypted; clean up, then restore again");
        }
        return Optional.empty();
    }
}
