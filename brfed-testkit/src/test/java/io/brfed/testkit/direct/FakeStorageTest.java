package io.brfed.testkit.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.BackupLocation;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.BackupStorageContract;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FakeStorageTest extends BackupStorageContract {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final VirtualTime time = VirtualTime.create();
    private final FakeStorage buckets = FakeStorage.create(time);
    private final BackupLocation location = new BackupLocation("s3://bucket/backups/nightly");
    private final BackupStorage storage = buckets.at(location);

    @Override
    protected BackupStorage storage() {
        return storage;
    }

    @Override
    protected BackupStorage reopened() {
        return buckets.at(location);
    }

    @Override
    protected <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return time.await(stage, Duration.ofMinutes(1));
    }

    @Test
    void locationsAreApart() {
        await(storage.write("a", new byte[1], Condition.ABSENT, LIMIT));
        BackupStorage other = buckets.at(new BackupLocation("s3://bucket/backups/other"));

        assertThat(await(other.read("a", LIMIT))).isEmpty();
        assertThat(buckets.objects()).containsOnlyKeys("s3://bucket/backups/nightly/a");
    }

    @Test
    void anOutageFailsEveryCallUntilItHeals() {
        buckets.outage(Fault.UNREACHABLE);
        assertThatThrownBy(() -> await(storage.read("a", LIMIT))).isInstanceOf(ProviderException.class);
        assertThatThrownBy(() -> await(storage.delete("a", LIMIT))).isInstanceOf(ProviderException.class);

        buckets.heal();
        assertThat(await(storage.read("a", LIMIT))).isEmpty();
    }

    @Test
    void aLostAnswerLeavesTheObjectAndIsToldAtTheLimit() {
        buckets.loseAnswerOf(Action.WRITE);

        assertThatThrownBy(() -> await(storage.write("a", new byte[1], Condition.ABSENT, LIMIT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.OUTCOME_UNKNOWN));
        assertThat(time.elapsed()).isEqualTo(LIMIT);
        assertThat(buckets.get(location, "a")).isPresent();
    }

    @Test
    void aFailedCallDoesNothing() {
        buckets.failNext(Action.WRITE, Fault.RETRY);
        assertThatThrownBy(() -> await(storage.write("a", new byte[1], Condition.ABSENT, LIMIT)))
                .hasMessageContaining("WRITE of s3://bucket/backups/nightly/a");

        assertThat(buckets.objects()).isEmpty();
    }

    @Test
    void tellsWritesAtTheirMoment() {
        List<String> written = new ArrayList<>();
        buckets.onWrite(
                (url, object) -> written.add(url + " at " + time.elapsed().toMillis()));
        await(storage.write("a", new byte[1], Condition.ABSENT, LIMIT));

        assertThat(written).containsExactly("s3://bucket/backups/nightly/a at 10");
    }
}
