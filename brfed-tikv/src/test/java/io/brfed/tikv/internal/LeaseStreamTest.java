package io.brfed.tikv.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Loss;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupRequest;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseStreamTest {
    private final ClientThreads threads = new ClientThreads();
    private final Losses events = new Losses();
    private final LeaseStream stream = new LeaseStream("store 1", events, threads);

    @AfterEach
    void close() {
        threads.close();
    }

    private CompletableFuture<Boolean> start() {
        return stream.start(new SilentCall()).toCompletableFuture();
    }

    @Test
    void isStartedWhenItIsOnItsConnection() {
        CompletableFuture<Boolean> started = start();
        assertThat(started).isNotDone();

        stream.onReady();

        assertThat(started).isCompletedWithValue(true);
    }

    @Test
    void wasNeverStartedIfItsConnectionEndsBeforeAndThenTellsOfNoLoss() {
        CompletableFuture<Boolean> started = start();

        stream.onClose(Status.UNAVAILABLE, new Metadata());

        assertThat(started).isCompletedExceptionally();
        assertThat(events.causes).isEmpty();
    }

    @Test
    void tellsOfTheLossOfAConnectionThatItHad() {
        CompletableFuture<Boolean> started = start();
        stream.onReady();

        stream.onClose(Status.UNAVAILABLE, new Metadata());

        assertThat(started).isCompletedWithValue(true);
        assertThat(events.causes).containsExactly(Loss.BROKEN);
    }

    /** A call of which nothing is heard but what a test says. */
    private static final class SilentCall
            extends ClientCall<PrepareSnapshotBackupRequest, PrepareSnapshotBackupResponse> {
        @Override
        public void start(Listener<PrepareSnapshotBackupResponse> listener, Metadata headers) {}

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(PrepareSnapshotBackupRequest message) {}
    }

    private static final class Losses implements Events {
        private final List<Loss> causes = new ArrayList<>();

        @Override
        public void applied(RegionAt region) {}

        @Override
        public void notApplied(RegionAt region, String why) {}

        @Override
        public void lost(Loss cause, String why) {
            causes.add(cause);
        }
    }
}
