package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All threads of the common pool wait, as those of a test do that runs the code under test by {@code supplyAsync}. */
@Timeout(60)
class BusyCommonPoolTest {

    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void occupyTheCommonPool() throws InterruptedException {
        int threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
        CountDownLatch waiting = new CountDownLatch(threads);
        for (int thread = 0; thread < threads; thread++) {
            ForkJoinPool.commonPool().execute(() -> {
                waiting.countDown();
                waitForTheEnd();
            });
        }
        waiting.await();
    }

    @AfterEach
    void freeTheCommonPool() {
        end.countDown();
    }

    @Test
    void anOperatorWorks() {
        try (OperatorFixture at = OperatorFixture.start()) {
            at.backup("fed-x", "execute");

            at.await("fed-x", "VolumeBackupComplete");
        }
    }

    @Test
    void anOperatorFindsItsServerAgain() {
        try (OperatorFixture at = OperatorFixture.start()) {
            at.server.faults().onAny().times(2).loseAnswer();
            at.backup("fed-x", "execute");

            at.await("fed-x", "VolumeBackupComplete");
        }
    }

    @Test
    void anOperatorIsToldWhatAWatchDropped() {
        try (OperatorFixture at = OperatorFixture.start()) {
            at.server.faults().dropWatches();
            at.backup("fed-x", "execute");

            at.await("fed-x", "VolumeBackupComplete");

            assertThat(at.types("fed-x")).contains("VolumeBackupSnapshotsCreated");
        }
    }

    private void waitForTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
