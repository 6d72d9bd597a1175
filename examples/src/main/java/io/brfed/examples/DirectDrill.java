package io.brfed.examples;

import io.brfed.DirectDataPlane;
import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.FederationListener;
import io.brfed.api.RestoreReport;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VerificationReport;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.testkit.direct.FakeDirectFederation;
import io.brfed.testkit.tidb.Judgement;
import java.util.List;

/**
 * A drill of backup and restore by direct planes: a TiDB cluster that is busy with transfers between accounts is backed up,
 * looked at, and restored into new TidbClusters, and every account is compared. Against fakes in virtual time, so that
 * what takes an hour takes a moment; with real systems the same calls get real clients. For use by one thread.
 */
final class DirectDrill {
    private final FakeDirectFederation fakes = FakeDirectFederation.create();

    BackupReport backUp(FederationListener listener) {
        DirectPlanes planes = DirectPlanes.of(fakes.pd(), fakes.stores())
                .scheduler(fakes.time())
                .build();
        List<Cluster> sources = fakes.members().stream()
                .map(member -> cluster(member, fakes.source(member), plane(planes, member)))
                .toList();
        return Federation.backup(sources)
                .named("drill")
                .scheduler(fakes.time())
                .listener(listener)
                .execute();
    }

    VerificationReport lookAt(BackupReport backup) {
        return Federation.verify(backup)
                .from(fakes.storage(), fakes.volumes())
                .scheduler(fakes.time())
                .execute();
    }

    RestoreReport restore(BackupReport backup, FederationListener listener) {
        DirectPlanes planes = DirectPlanes.of(fakes.copyPd(), fakes.copyStores())
                .restoring(fakes.copyPdRecovery(), fakes.copy())
                .scheduler(fakes.time())
                .build();
        List<Cluster> copies = fakes.members().stream()
                .map(member -> cluster(
                        member,
                        FakeDirectFederation.COPY,
                        plane(planes, member).restoring(DirectRestore.of(fakes.copy(member), fakes.volumes()))))
                .toList();
        return Federation.restore(backup)
                .into(copies)
                .named("drill-restore")
                .scheduler(fakes.time())
                .listener(listener)
                .execute();
    }

    /** What the accounts hold after the restore. */
    Judgement judged() {
        return fakes.judged();
    }

    private DirectDataPlane plane(DirectPlanes planes, String member) {
        return planes.in(member, fakes.access(member), fakes.snapshots(), fakes.storage());
    }

    private static Cluster cluster(String member, TidbClusterRef tidbCluster, DataPlane plane) {
        return Cluster.named(member)
                .namespace(tidbCluster.namespace())
                .tidbCluster(tidbCluster.name())
                .on(plane);
    }
}
