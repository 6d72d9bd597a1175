package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.Operation;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.api.StoreId;
import io.brfed.plane.Cluster;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdStore;
import io.brfed.testkit.direct.FakeRestoreAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has to be seen of TiKV before a restore says that its TidbCluster is in service. */
class DirectServiceTest {
    private static final StoreId STORE = new StoreId(3);

    private final RestoringWorld world = new RestoringWorld();
    private final Answering pd = new Answering();
    private final FakeRestoreAccess kubernetes = world.kubernetes.get(1);
    private final List<Cluster> clusters =
            world.clusters(DirectPlanes.of(pd.over(PdClient.class, world.pd), world.copyStores())
                    .restoring(world.pdRecovery, world.target)
                    .scheduler(world.time)
                    .build());

    private Operation<RestoreReport> running() {
        return world.restore(clusters).start();
    }

    private void onceTikvIsAboutToBeRestarted(Runnable then) {
        boolean[] told = {false};
        world.storage.onWrite((url, object) -> {
            boolean says = url.contains("/restore/")
                    && new String(object.content(), StandardCharsets.UTF_8).contains("\"recovering\"");
            if (says && !told[0]) {
                told[0] = true;
                then.run();
            }
        });
    }

    private void assertWaits(Operation<RestoreReport> running) {
        world.time.advance(Duration.ofMinutes(45));
        assertThat(kubernetes.target().service()).hasToString("READY");
        assertThat(running.completion().toCompletableFuture()).isNotDone();
    }

    @Test
    void aRestoreIsNotCompleteWhileNewPodsHaveNotStartedTheirStoresAnew_P26() {
        onceTikvIsAboutToBeRestarted(() -> kubernetes.onTikvStart((pod, volumes) -> {}));

        Operation<RestoreReport> running = running();

        assertWaits(running);
        world.target.startsAnew(STORE);
        world.target.startsAnew(new StoreId(4));
        assertThat(running.await().operation().status()).isEqualTo(Status.COMPLETE);
    }

    @Test
    void aRestoreIsNotCompleteWhilePdSaysThatAStoreIsDown() {
        onceTikvIsAboutToBeRestarted(() -> pd.changes("stores", DirectServiceTest::oneIsDown));

        Operation<RestoreReport> running = running();

        assertWaits(running);
        pd.changes("stores", answer -> answer);
        assertThat(running.await().operation().status()).isEqualTo(Status.COMPLETE);
    }

    private static Object oneIsDown(Object stores) {
        return ((List<?>) stores)
                .stream()
                        .map(PdStore.class::cast)
                        .map(store -> store.id().equals(STORE) ? down(store) : store)
                        .toList();
    }

    private static PdStore down(PdStore store) {
        return new PdStore(
                store.id(),
                PdStore.State.DOWN,
                store.address(),
                store.peerAddress(),
                store.labels(),
                store.version(),
                store.startedAt(),
                store.lastHeartbeat());
    }
}
