package io.brfed.sim.direct;

import io.brfed.api.BackupReport;
import io.brfed.api.SnapshotId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.MetaReader;
import io.brfed.spi.StoredObject;
import io.brfed.spi.TakenSnapshot;
import io.brfed.testkit.direct.FakeSnapshot;
import io.brfed.testkit.direct.FakeTikvLayout;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.Judgement;
import io.brfed.testkit.tidb.PausePart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What must be true of a world after a backup, by ghost state that no plane can see. */
final class Verification {
    private final SimulatedWorld world;

    Verification(SimulatedWorld world) {
        this.world = world;
    }

    /** A backup that was called complete. */
    List<String> of(BackupReport report) {
        List<String> found = new ArrayList<>();
        Set<SnapshotId> named = new HashSet<>();
        Set<Tso> timestamps = new HashSet<>();
        for (FakeTikvLayout layout : world.layouts) {
            Optional<StoredObject> stored =
                    world.storage.get(SimulatedWorld.ROOT, "nightly-" + layout.name() + "/backupmeta");
            if (stored.isEmpty()) {
                found.add("COMPLETE_IS_COMPLETE: no backupmeta of " + layout.name());
                return found;
            }
            BackupMeta meta = MetaReader.backup(stored.get().content());
            named.addAll(meta.content().snapshots());
            timestamps.add(meta.commitTs());
        }
        snapshots(named, found);
        if (timestamps.size() != 1 || !timestamps.contains(report.commitTs().orElseThrow())) {
            found.add("ONE_TIMESTAMP: " + timestamps + " and reported " + report.commitTs());
        }
        if (found.isEmpty()) {
            content(named, timestamps.iterator().next(), found);
        }
        return found;
    }

    private void snapshots(Set<SnapshotId> named, List<String> found) {
        Set<SnapshotId> complete = world.ebs.snapshots().stream()
                .filter(snapshot -> snapshot.state() == TakenSnapshot.State.COMPLETED)
                .map(FakeSnapshot::id)
                .collect(Collectors.toSet());
        if (named.size() != world.allVolumes().size() || !complete.containsAll(named)) {
            found.add("COMPLETE_IS_COMPLETE: " + named.size() + " snapshots named for "
                    + world.allVolumes().size() + " volumes, complete " + complete.size());
        }
        if (world.ebs.snapshots().size() != named.size()) {
            found.add("NOTHING_LEAKS: " + world.ebs.snapshots().size() + " snapshots where " + named.size()
                    + " are named");
        }
    }

    private void content(Set<SnapshotId> named, Tso commitTs, List<String> found) {
        List<Capture> captures = named.stream().map(world.captures::get).toList();
        Duration from =
                named.stream().map(world.instants::get).min(Duration::compareTo).orElseThrow();
        Duration to =
                named.stream().map(world.instants::get).max(Duration::compareTo).orElseThrow();
        world.tidb.gapsBetween(from, to).stream()
                .filter(gap -> !(gap.part() instanceof PausePart.Schedulers))
                .findFirst()
                .ifPresent(gap -> found.add("COMPLETE_IS_COMPLETE: verified, but " + gap));
        Judgement judgement = world.tidb.judge(captures, commitTs);
        if (!judgement.isConsistent()) {
            found.add("DATA_COMES_BACK: " + judgement);
        }
    }

    /** After a backup that failed, and everything that may be late is over. */
    List<String> nothingLeft() {
        List<String> found = new ArrayList<>();
        if (!world.ebs.snapshots().isEmpty()) {
            found.add("NOTHING_LEAKS: " + world.ebs.snapshots());
        }
        Set<String> objects = world.storage.objects().keySet().stream()
                .filter(key -> key.contains("/nightly-"))
                .collect(Collectors.toSet());
        if (!objects.isEmpty()) {
            found.add("NOTHING_LEAKS: " + objects);
        }
        return found;
    }
}
