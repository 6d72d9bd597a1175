package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.MemberFile.Fate;
import io.brfed.spi.StoredObject;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class MemberFileTest {
    private static final String KEY = "brfed/journal/k8s-a/tidb/prod/backup/nightly.json";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final GroundWorld world = new GroundWorld();
    private final MemberJournal journal = world.journal();
    private final MemberFile file =
            new MemberFile(new JournalStore(world.storage(), world.time), journal, Optional.empty(), LIMIT);
    private final List<String> written = new ArrayList<>();

    MemberFileTest() {
        world.storage.onWrite((url, object) -> written.add(text(object)));
    }

    private static String text(StoredObject object) {
        return new String(object.content(), StandardCharsets.UTF_8);
    }

    private Fate save() {
        return world.time.await(file.save(), LONG);
    }

    @Test
    void storesTheJournal() {
        assertThat(save()).isEqualTo(Fate.SAVED);
        assertThat(file.isSaved()).isTrue();
        assertThat(world.storage.get(GroundWorld.ROOT, KEY)).isPresent();
    }

    @Test
    void savesThatAreAskedForMeanwhileAreOneWithWhatTheJournalSaysThen() {
        CompletionStage<Fate> first = file.save();
        journal.notes.add("second");
        CompletionStage<Fate> second = file.save();
        journal.notes.add("third");
        CompletionStage<Fate> third = file.save();

        assertThat(world.time.await(third, LONG)).isEqualTo(Fate.SAVED);

        assertThat(first).isCompletedWithValue(Fate.SAVED);
        assertThat(second).isCompletedWithValue(Fate.SAVED);
        assertThat(written).hasSize(2);
        assertThat(written.get(0)).doesNotContain("second");
        assertThat(written.get(1)).contains("second", "third");
    }

    @Test
    void whatSomebodyElseWroteIsLeftAsItIs() {
        save();
        world.storage.put(GroundWorld.ROOT, KEY, "theirs".getBytes(StandardCharsets.UTF_8));

        assertThat(save()).isEqualTo(Fate.TAKEN);
        assertThat(text(world.storage.get(GroundWorld.ROOT, KEY).orElseThrow())).isEqualTo("theirs");
    }

    @Test
    void whatSomebodyElseRemovedIsNotWrittenAgain() {
        save();
        world.storage.remove(GroundWorld.ROOT, KEY);

        assertThat(save()).isEqualTo(Fate.TAKEN);
        assertThat(world.storage.get(GroundWorld.ROOT, KEY)).isEmpty();
    }

    @Test
    void aWriteWithoutAnswerThatTookEffectIsSaved() {
        world.storage.loseAnswerOf(Action.WRITE);

        assertThat(save()).isEqualTo(Fate.SAVED);
        assertThat(save()).isEqualTo(Fate.SAVED);
    }

    @Test
    void aWriteWithoutAnswerThatTookNoEffectFailsAndCanBeRepeated() {
        world.storage.failNext(Action.WRITE, Fault.OUTCOME_UNKNOWN);

        CompletionStage<Fate> failed = file.save();
        world.time.advance(LONG);

        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
        assertThat(file.isSaved()).isFalse();
        assertThat(save()).isEqualTo(Fate.SAVED);
    }

    @Test
    void aWriteThatLandsAfterItWasGivenUpIsKnownAsOurs() {
        save();
        journal.notes.add("late");
        world.storage.landLate(Action.WRITE, Duration.ofSeconds(15));
        CompletionStage<Fate> failed = file.save();
        world.time.advance(LONG);
        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
        StoredObject landed = world.storage.get(GroundWorld.ROOT, KEY).orElseThrow();

        assertThat(file.isCurrent(landed)).isTrue();
        journal.notes.add("later");
        assertThat(save()).isEqualTo(Fate.SAVED);
        assertThat(text(world.storage.get(GroundWorld.ROOT, KEY).orElseThrow())).contains("later");
    }

    @Test
    void aSaveThatWaitsIsTriedAlthoughTheOneBeforeFailed() {
        world.storage.failNext(Action.WRITE, Fault.UNREACHABLE);

        CompletionStage<Fate> failed = file.save();
        CompletionStage<Fate> next = file.save();

        assertThat(world.time.await(next, LONG)).isEqualTo(Fate.SAVED);
        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aSaveIsNumberedByWhatItContains() {
        long first = file.nextSave();
        CompletionStage<Fate> running = file.save();
        long second = file.nextSave();

        world.time.await(running, LONG);

        assertThat(file.lastStored()).isEqualTo(first).isLessThan(second);
    }
}
