package io.brfed.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.assertj.Leaving;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

class FederationExtensionTest {
    @Test
    void aTestThatLeavesNothingPassesAndReportsNothing() {
        Ran ran = Ran.sample(Tidy.class);

        ran.passed(1);
        assertThat(ran.reported()).isEmpty();
    }

    @Test
    void aTestThatLeavesAPauseFailsAndIsToldWhatAndWhatToDo() {
        Ran ran = Ran.sample(Untidy.class);

        assertThat(ran.failure())
                .isInstanceOf(AssertionError.class)
                .message()
                .startsWith("""
                        the test left behind in its federation:
                          pause held by nightly in k8s-a
                          unfinished member k8s-a LIVE EXECUTE [INITIALIZED, SNAPSHOTS_CREATED]
                        End what it began: await the operation, let time pass, delete the backup.""")
                .contains("annotate it with @LeavesBehind");
    }

    @Test
    void aTestThatLeavesThingsInAnotherFederationOfItsWorldFails() {
        assertThat(Ran.sample(UntidyElsewhere.class).failure())
                .hasMessageContaining("  pause held by nightly in k8s-a\n")
                .message()
                .containsPattern("journal of another federation with the same time:\n.*k8s-a +DECLARE INITIALIZE");
    }

    @Test
    void aLeakIsShownWithSeedAndReplayAndJournal() {
        assertThat(Ran.sample(Untidy.class).failure())
                .message()
                .contains("seed 42, replay with -Dtest='" + Untidy.class.getName() + "#leavesAPause' -Dbrfed.seed=42")
                .contains("journal:")
                .containsPattern("PT\\S+S +k8s-a +pause taken op-1");
    }

    @Test
    void leavingThingsBehindCanBeThePoint() {
        Ran.sample(OnPurpose.class).passed(1);
        Ran.sample(AllOnPurpose.class).passed(1);
    }

    @Test
    void whatEndsByItselfIsNotLeftBehindIfItEndsInTime() {
        Ran.sample(Slow.class).passed(1);

        assertThat(Ran.sample(Impatient.class).failure()).hasMessageContaining("  claim of op-1 in k8s-a\n");
    }

    @Test
    void aFailedTestKeepsItsExceptionAndShowsTheWorldBelow() {
        Throwable failure = Ran.sample(Failing.class).failure();

        assertThat(failure).hasMessage("on its own account");
        assertThat(Arrays.asList(failure.getSuppressed()))
                .singleElement()
                .asString()
                .contains("seed 0, replay with -Dtest='", "#failsAndLeavesAPause' -Dbrfed.seed=0", "pause taken op-1");
    }

    @Test
    void aFailureAfterTheTestShowsTheWorldToo() {
        assertThat(Ran.sample(FailingAfterwards.class).failure().getSuppressed())
                .hasSize(1);
    }

    @Test
    void theWorldOfAFailedTestIsAReportEntry() {
        assertThat(Ran.sample(Failing.class).reported())
                .containsEntry("brfed.seed", "0")
                .containsEntry(
                        "brfed.replay", "-Dtest='" + Failing.class.getName() + "#failsAndLeavesAPause' -Dbrfed.seed=0")
                .hasEntrySatisfying(
                        "brfed.journal", journal -> assertThat(journal).contains("pause taken op-1"));
    }

    @Test
    void aLongJournalIsShownFromItsEnd() {
        assertThat(Ran.sample(Terse.class).failure())
                .message()
                .contains("journalLines is 1):\n")
                .doesNotContain("pause taken")
                .endsWith("reached SNAPSHOTS_CREATED");
    }

    @Test
    void aTestThatIsAbortedIsNotAsked() {
        assertThat(Ran.sample(Aborted.class).failures()).isEmpty();
    }

    @Test
    void aPropertyOverridesEverySeed() {
        assertThat(Ran.sample(Untidy.class, Map.of(FederationExtension.SEED, " 7 "))
                        .failure())
                .hasMessageContaining("seed 7, replay");
    }

    @Test
    void aSeedThatIsNoNumberIsRefused() {
        assertThat(Ran.sample(Tidy.class, Map.of(FederationExtension.SEED, "x")).failure())
                .rootCause()
                .isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Seeds.parse("x"))
                .hasMessage("brfed.seed is 'x'; it must be a whole number, as a failed test prints it");
    }

    @Test
    void theSameSeedIsTheSameWorldAndARandomOneIsNot() {
        Seen.NUMBERS.clear();
        Ran.sample(Seeded.class).passed(3);
        assertThat(Seen.NUMBERS).hasSize(1);

        Ran.sample(Random.class).passed(3);
        assertThat(Seen.NUMBERS).hasSize(4);
    }

    @Test
    void testsInParallelHaveWorldsOnTheirOwnThreads() {
        Map<String, String> parallel = Map.of(
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.mode.default",
                "concurrent",
                "junit.jupiter.execution.parallel.config.strategy",
                "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                "4");

        Ran.sample(Many.class, parallel).passed(100);
    }

    @Test
    void settingsOutOfRangeAreRefusedAtOnce() {
        assertThatThrownBy(() -> FederationExtension.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 clusters; it must be 1 to 676");
        assertThatThrownBy(() -> FederationExtension.of(3).journalLines(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("journalLines is -1; it must not be negative");
        assertThatThrownBy(() -> FederationExtension.of(3).settling(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("settling is PT-1S; it must not be negative");
    }

    @ExtendWith(FederationExtension.class)
    static class Tidy {
        @Test
        void looksOnly(FakeFederation federation) {
            assertThat(federation.clusters()).hasSize(3);
        }
    }

    static class Untidy {
        @RegisterExtension
        static final FederationExtension WORLD = FederationExtension.of(2).seed(42);

        @Test
        void leavesAPause(FakeFederation federation) {
            Leaving.aPause(federation);
        }
    }

    @ExtendWith(FederationExtension.class)
    static class UntidyElsewhere {
        @Test
        void leavesAPause(FakeFederation federation) {
            Leaving.aPause(federation.another(2));
        }
    }

    @ExtendWith(FederationExtension.class)
    static class OnPurpose {
        @Test
        @LeavesBehind("a pause, to see that it may")
        void leavesAPause(FakeFederation federation) {
            Leaving.aPause(federation);
        }
    }

    @LeavesBehind("a pause, to see that it may")
    @ExtendWith(FederationExtension.class)
    static class AllOnPurpose {
        @Nested
        class Inside {
            @Test
            void leavesAPause(FakeFederation federation) {
                Leaving.aPause(federation);
            }
        }
    }

    @ExtendWith(FederationExtension.class)
    static class Slow {
        @Test
        void leavesALockThatExpires(FakeFederation federation) {
            Leaving.aClaim(federation);
        }
    }

    static class Impatient {
        @RegisterExtension
        static final FederationExtension WORLD = FederationExtension.of(2).settling(Duration.ofSeconds(1));

        @Test
        void leavesALockThatExpires(FakeFederation federation) {
            Leaving.aClaim(federation);
        }
    }

    @ExtendWith(FederationExtension.class)
    static class Failing {
        @Test
        void failsAndLeavesAPause(FakeFederation federation) {
            Leaving.aPause(federation);
            throw new IllegalStateException("on its own account");
        }
    }

    @ExtendWith(FederationExtension.class)
    static class FailingAfterwards {
        @AfterEach
        void fail(FakeFederation federation) {
            throw new IllegalStateException("after " + federation.effects() + " effects");
        }

        @Test
        void looksOnly(FakeFederation federation) {
            assertThat(federation.effects()).isZero();
        }
    }

    static class Terse {
        @RegisterExtension
        static final FederationExtension WORLD = FederationExtension.of(2).journalLines(1);

        @Test
        void leavesAPause(FakeFederation federation) {
            Leaving.aPause(federation);
        }
    }

    @ExtendWith(FederationExtension.class)
    static class Aborted {
        @Test
        void leavesAPauseAndGivesUp(FakeFederation federation) {
            Leaving.aPause(federation);
            assumeThat(federation.pauseHeldAnywhere()).isFalse();
        }
    }

    /** The first random number of each world. */
    static final class Seen {
        static final Set<Long> NUMBERS = ConcurrentHashMap.newKeySet();

        private Seen() {}
    }

    @ExtendWith(FederationExtension.class)
    static class Seeded {
        @RepeatedTest(3)
        void draws(VirtualTime time) {
            Seen.NUMBERS.add(time.nextRandom());
        }
    }

    static class Random {
        @RegisterExtension
        static final FederationExtension WORLD = FederationExtension.of(1).randomSeed();

        @RepeatedTest(3)
        void draws(VirtualTime time) {
            Seen.NUMBERS.add(time.nextRandom());
        }
    }

    @ExtendWith(FederationExtension.class)
    static class Many {
        private final VirtualTime time;

        Many(VirtualTime time) {
            this.time = time;
        }

        @RepeatedTest(100)
        @LeavesBehind("a pause: what is left in one world is not seen in another")
        void usesTheTime(FakeFederation federation) {
            assertThat(federation.effects()).isZero();
            Leaving.aPause(federation);
            assertThat(federation.time()).isSameAs(time);
        }
    }
}
