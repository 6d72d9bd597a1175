package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.ProviderException.Fault;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberBookTest {
    private final GroundWorld world = new GroundWorld();
    private final Ground ground = world.ground();
    private final List<String> told = new ArrayList<>();
    private final MemberBook book = new MemberBook(
            ground,
            new MemberFile(
                    ground.journals(),
                    world.journal(),
                    Optional.empty(),
                    ground.settings().call()),
            () -> {},
            () -> told.add("taken"));

    @Test
    void aDurableConditionIsSeenWhenItIsStored() {
        book.reachDurably(Condition.COMPLETE, "", "");
        assertThat(book.shown().has(Condition.COMPLETE)).isFalse();

        world.time.advance(Duration.ofSeconds(1));

        assertThat(book.shown().has(Condition.COMPLETE)).isTrue();
    }

    @Test
    void conditionsThatWaitTogetherThroughAnOutageAreAllSeenAfterwards() {
        world.storage.outage(Fault.UNREACHABLE);
        book.reachDurably(Condition.PAUSE_ENDED, "", "");
        book.reachDurably(Condition.COMPLETE, "", "");
        book.reachDurably(Condition.CLEANED, "", "");
        world.time.advance(Duration.ofSeconds(40));
        world.storage.heal();
        world.time.advance(Duration.ofSeconds(5));

        assertThat(List.of(Condition.PAUSE_ENDED, Condition.COMPLETE, Condition.CLEANED))
                .allMatch(book.shown()::has);
    }

    @Test
    void aConditionIsSeenHoweverLongTheStorageWasAway() {
        world.storage.outage(Fault.UNREACHABLE);
        book.reachDurably(Condition.COMPLETE, "", "");
        world.time.advance(Duration.ofHours(12));
        assertThat(book.shown().has(Condition.COMPLETE)).isFalse();
        world.storage.heal();

        world.time.advance(Duration.ofMinutes(1));

        assertThat(book.shown().has(Condition.COMPLETE)).isTrue();
    }

    @Test
    void whatWaitsForASaveDoesNotGoOnWhenAnEarlierOneIsStored() {
        book.persist();
        world.storage.failNext(Action.WRITE, Fault.UNREACHABLE);
        world.time.advance(Duration.ofMillis(5));
        book.durably(() -> told.add("stored"));
        world.time.advance(Duration.ofMillis(16));
        assertThat(told).isEmpty();

        world.time.advance(Duration.ofSeconds(5));

        assertThat(told).containsExactly("stored");
    }

    @Test
    void nothingGoesOnAfterSomebodyElseTookTheJournal() {
        book.persist();
        world.time.advance(Duration.ofSeconds(1));
        world.storage.put(GroundWorld.ROOT, "brfed/journal/k8s-a/tidb/prod/backup/nightly.json", new byte[] {1});

        book.durably(() -> told.add("stored"));
        world.time.advance(Duration.ofMinutes(5));

        assertThat(told).containsExactly("taken");
        assertThat(book.closed()).isTrue();
    }
}
