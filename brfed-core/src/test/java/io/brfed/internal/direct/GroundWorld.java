package io.brfed.internal.direct;

import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.pause.PauseSettings;
import io.brfed.internal.direct.pause.Reach;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Placement;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.InstanceSnapshots.Part;
import io.brfed.spi.SnapshotProvider;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeClusterAccess;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakeStorage;
import io.brfed.testkit.direct.FakeTikvLayout;
import io.brfed.testkit.direct.FakeTikvStores;
import io.brfed.testkit.direct.FakeTopology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the parts of a direct plane work with, all of it fake, with one volume on each of two instances. */
final class GroundWorld {
    static final BackupLocation ROOT = new BackupLocation("s3://backups/prod");
    static final ClusterName CLUSTER = new ClusterName("k8s-a");
    static final TidbClusterRef TIDB = new TidbClusterRef("tidb", "prod");
    static final OperationId ID = new OperationId("op-1");
    static final VolumeId ONE = new VolumeId("vol-1");
    static final VolumeId TWO = new VolumeId("vol-2");

    final VirtualTime time = VirtualTime.create();
    final FakeTopology topology = FakeTopology.of(time, 2, 4);
    final FakeStorage storage = FakeStorage.create(time);
    final FakeEbs ebs = FakeEbs.create(time)
            .instance(new InstanceId("i-1"), "us-west-2a", ONE)
            .instance(new InstanceId("i-2"), "us-west-2a", TWO);
    final FakePdClient pd = FakePdClient.on(time, topology);

    Ground ground() {
        return ground(ebs.provider());
    }

    Ground ground(SnapshotProvider provider) {
        Reach reach = new Reach(pd, FakeTikvStores.on(time, topology), time, PauseSettings.DEFAULT);
        return new Ground(
                CLUSTER,
                FakeClusterAccess.of(FakeTikvLayout.named(CLUSTER.value()), time),
                provider,
                storage(),
                reach,
                DirectSettings.DEFAULT,
                new PauseBoard(),
                new Turns(time, 4),
                new PeerNames(),
                new Recent<>(time, Duration.ofSeconds(10)),
                Optional.empty());
    }

    BackupStorage storage() {
        return storage.at(ROOT);
    }

    static Member member() {
        return member("nightly");
    }

    static Member member(String name) {
        return new Member(OperationKind.BACKUP, new OperationName(name), CLUSTER, TIDB);
    }

    MemberJournal journal() {
        return journal(member());
    }

    MemberJournal journal(Member member) {
        Stamp stamp = new Stamp(
                ID,
                OperationKind.BACKUP,
                member.operation(),
                "digest",
                List.of(new Placement(CLUSTER, TIDB)),
                CLUSTER,
                CLUSTER,
                time.now(),
                Deadlines.defaults(OperationKind.BACKUP),
                1,
                Set.of(CLUSTER),
                Optional.empty(),
                Reopened.NEVER);
        return new MemberJournal(new MemberRequest(member, Optional.empty()), time.now(), stamp, Phase.INITIALIZE);
    }

    /** Takes a snapshot that carries the operation's tag. */
    void snapshot(int number) {
        InstanceSnapshots request = new InstanceSnapshots(
                new InstanceId("i-" + number),
                List.of(new Part(new VolumeId("vol-" + number), new StoreId(number))),
                Set.of(),
                ID,
                new OperationName("nightly"),
                CLUSTER,
                1);
        time.await(ebs.provider().create(request, Duration.ofSeconds(10)), Duration.ofSeconds(10));
    }
}
