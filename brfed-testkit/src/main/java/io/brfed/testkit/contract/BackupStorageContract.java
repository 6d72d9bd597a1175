package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BackupStorage} does, as tests to inherit. Each test works below a prefix of its own, so that a real
 * bucket may be used for all.
 *
 * @since 0.1.0
 */
public abstract class BackupStorageContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int RACERS = 8;

    /** For implementations. */
    protected BackupStorageContract() {}

    /** The storage under test; the same at every call within a test. What it holds may come from earlier tests. */
    protected abstract BackupStorage storage();

    /** The same place as another process would open it. */
    protected abstract BackupStorage reopened();

    /**
     * Waits until a stage is complete.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     */
    protected abstract <T extends @Nullable Object> T await(CompletionStage<T> stage);

    @Test
    @DisplayName("what was never written is absent")
    final void absent() {
        assertThat(read("absent/object")).isEmpty();
        assertThat(await(storage().list("absent/", 10, LIMIT))).isEmpty();
    }

    @Test
    @DisplayName("bytes come back as they were written, to other processes too")
    final void roundTrip() {
        byte[] content = new byte[100_000];
        IntStream.range(0, content.length).forEach(i -> content[i] = (byte) (i * 31));
        StoredObject written = await(storage().write("bytes/all", content, Condition.ALWAYS, LIMIT))
                .orElseThrow();

        StoredObject seen = await(reopened().read("bytes/all", LIMIT)).orElseThrow();
        assertThat(seen.content()).isEqualTo(content);
        assertThat(seen.version()).isEqualTo(written.version());
    }

    @Test
    @DisplayName("an empty object is an object")
    final void empty() {
        write("empty/object", "", Condition.ALWAYS);

        assertThat(read("empty/object")).isPresent();
        assertThat(text("empty/object")).isEmpty();
    }

    @Test
    @DisplayName("keys may have slashes, dots and spaces")
    final void keys() {
        for (String key :
                List.of("keys/manifests/ns/TidbCluster/db.yaml", "keys/a b", "keys/backup.lock", "keys/x+y=z")) {
            write(key, key, Condition.ALWAYS);
            assertThat(text(key)).isEqualTo(key);
        }
    }

    @Test
    @DisplayName("an unconditional write replaces, with a new version")
    final void replaces() {
        StoredObject first = write("replaced", "one", Condition.ALWAYS).orElseThrow();
        StoredObject second = write("replaced", "two", Condition.ALWAYS).orElseThrow();

        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(text("replaced")).isEqualTo("two");
    }

    @Test
    @DisplayName("a write on condition of absence happens once")
    final void ifAbsent() {
        clear("once");
        assertThat(write("once", "mine", Condition.ABSENT)).isPresent();
        assertThat(write("once", "yours", Condition.ABSENT)).isEmpty();

        assertThat(text("once")).isEqualTo("mine");
    }

    @Test
    @DisplayName("of several that write at the same moment on condition of absence one succeeds")
    final void race() {
        clear("raced");
        List<CompletionStage<Optional<StoredObject>>> all = IntStream.range(0, RACERS)
                .mapToObj(i -> storage().write("raced", bytes("racer " + i), Condition.ABSENT, LIMIT))
                .toList();

        long winners = all.stream().map(this::await).filter(Optional::isPresent).count();
        if (storage().guard() == BackupStorage.Guard.ATOMIC) {
            assertThat(winners).isEqualTo(1);
        } else {
            assertThat(winners).isPositive();
        }
    }

    @Test
    @DisplayName("a write on condition of a version happens if nobody wrote since")
    final void ifUnchanged() {
        StoredObject seen = write("guarded", "one", Condition.ALWAYS).orElseThrow();
        assertThat(write("guarded", "two", Condition.unchanged(seen))).isPresent();
        assertThat(write("guarded", "three", Condition.unchanged(seen))).isEmpty();

        assertThat(text("guarded")).isEqualTo("two");
    }

    @Test
    @DisplayName("a write on condition of a version does not bring back what was removed")
    final void ifUnchangedButRemoved() {
        StoredObject seen = write("removed", "one", Condition.ALWAYS).orElseThrow();
        clear("removed");

        assertThat(write("removed", "two", Condition.unchanged(seen))).isEmpty();
        assertThat(read("removed")).isEmpty();
    }

    @Test
    @DisplayName("a list has the keys that begin with the prefix, in order")
    final void lists() {
        for (String key : List.of("list/b", "list/a/2", "list/a/1", "list/c", "listed/other")) {
            write(key, key, Condition.ALWAYS);
        }

        assertThat(await(storage().list("list/", 10, LIMIT)))
                .containsExactly("list/a/1", "list/a/2", "list/b", "list/c");
        assertThat(await(storage().list("list/a", 10, LIMIT))).containsExactly("list/a/1", "list/a/2");
        assertThat(await(storage().list("list/b", 10, LIMIT))).containsExactly("list/b");
    }

    @Test
    @DisplayName("a list that would be longer than permitted fails rather than being cut")
    final void boundedList() {
        for (int i = 0; i < 3; i++) {
            write("many/" + i, "x", Condition.ALWAYS);
        }

        assertThat(await(storage().list("many/", 3, LIMIT))).hasSize(3);
        assertThatThrownBy(() -> await(storage().list("many/", 2, LIMIT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("2");
    }

    @Test
    @DisplayName("removing is idempotent")
    final void deletes() {
        write("deleted", "x", Condition.ALWAYS);
        clear("deleted");
        clear("deleted");

        assertThat(read("deleted")).isEmpty();
        assertThat(await(storage().list("deleted", 10, LIMIT))).isEmpty();
    }

    @Test
    @DisplayName("a caller's array may change after the call")
    final void copies() {
        byte[] content = bytes("before");
        CompletionStage<Optional<StoredObject>> writing = storage().write("copied", content, Condition.ALWAYS, LIMIT);
        content[0] = 'X';
        await(writing);

        assertThat(text("copied")).isEqualTo("before");
    }

    private Optional<StoredObject> read(String key) {
        return await(storage().read(key, LIMIT));
    }

    private String text(String key) {
        return read(key).orElseThrow().text();
    }

    private Optional<StoredObject> write(String key, String text, Condition condition) {
        return await(storage().write(key, bytes(text), condition, LIMIT));
    }

    private void clear(String key) {
        await(storage().delete(key, LIMIT));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
