package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Deletion.Contents;
import io.brfed.plane.PauseState.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The moment at which a protocol wants to be asked again is the next at which time alone can change its decision. */
class WakeTest {
    private static final int SITUATIONS = 500;
    private static final List<Phase> BACKUP = List.of(Phase.INITIALIZE, Phase.EXECUTE, Phase.RESUME, Phase.TEARDOWN);
    private static final List<Phase> RESTORE = List.of(Phase.RESTORE_VOLUME, Phase.RESTORE_DATA, Phase.RESTORE_FINISH);

    /** Durations after the start at which something may happen; differences of them hit each default limit. */
    private static final List<Duration> MOMENTS = List.of(
            Duration.ZERO,
            Duration.ofSeconds(20),
            Duration.ofMinutes(4),
            Duration.ofMinutes(9),
            Duration.ofMinutes(13),
            Duration.ofHours(1),
            Duration.ofHours(23));

    @Test
    void aBackupIsDecidedAlikeUntilItWakes() {
        assertDecidedAlikeUntilItWakes(OperationKind.BACKUP, new BackupProtocol(), 1);
    }

    @Test
    void aRestoreIsDecidedAlikeUntilItWakes() {
        assertDecidedAlikeUntilItWakes(OperationKind.RESTORE, new RestoreProtocol(), 2);
    }

    @Test
    void aDeletionIsDecidedAlikeUntilItWakes() {
        DeletionProtocol protocol = new DeletionProtocol(Contents.AS_RECORDED, Duration.ofMinutes(30));

        assertDecidedAlikeUntilItWakes(OperationKind.BACKUP, protocol, 3);
    }

    @Test
    void aReleaseIsDecidedAlikeUntilItWakes() {
        Instant from = Situations.START.plus(Duration.ofMinutes(9));

        assertDecidedAlikeUntilItWakes(OperationKind.BACKUP, new ReleaseProtocol(from, Duration.ofMinutes(10)), 4);
    }

    private static void assertDecidedAlikeUntilItWakes(OperationKind kind, Protocol protocol, long seed) {
        Random random = new Random(seed);
        for (int number = 0; number < SITUATIONS; number++) {
            Situation situation = situation(kind, random);
            Decision decision = protocol.decide(situation);
            if (decision.ending() != Decision.Ending.NONE) {
                continue;
            }
            for (Instant later : momentsBefore(decision.wakeAt().orElse(Instant.MAX), situation.now())) {
                assertThat(asleep(protocol.decide(at(later, situation))))
                        .as("seed %s, situation %s: %s, decided at %s", seed, number, situation, later)
                        .isEqualTo(asleep(decision));
            }
        }
    }

    /** The decision but for its next wake-up, which may come too early. */
    private static Decision asleep(Decision decision) {
        return new Decision(
                decision.stage(),
                decision.path(),
                decision.steps(),
                decision.failure(),
                Optional.empty(),
                decision.tempo(),
                decision.ending());
    }

    /** Every moment that any limit could be measured to, just before and just after, and the last one before waking. */
    private static Set<Instant> momentsBefore(Instant wake, Instant now) {
        Set<Instant> moments = new TreeSet<>();
        List<Duration> limits = List.of(
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofSeconds(570),
                Duration.ofSeconds(750),
                Duration.ofMinutes(30),
                Duration.ofHours(1),
                Duration.ofHours(12),
                Duration.ofDays(1),
                Duration.ofDays(2));
        for (Duration moment : MOMENTS) {
            limits.forEach(limit -> moments.add(Situations.START.plus(moment).plus(limit)));
        }
        if (!wake.equals(Instant.MAX)) {
            moments.add(wake.minusMillis(1));
        }
        moments.removeIf(moment -> !moment.isAfter(now) || !moment.isBefore(wake));
        return moments;
    }

    private static Situation at(Instant now, Situation situation) {
        return new Situation(
                now,
                situation.stamp(),
                situation.all(),
                situation.stop(),
                situation.pauseAsked(),
                situation.exclusive());
    }

    private static Situation situation(OperationKind kind, Random random) {
        Situations situations =
                kind == OperationKind.BACKUP ? Situations.backup("a", "b") : Situations.restore("a", "b");
        situations.at(any(MOMENTS, random).plusSeconds(random.nextInt(120)));
        situations.everyMember(member -> change(member, kind, random));
        if (random.nextInt(3) == 0) {
            situations.stopped(Situations.CAUSE, any(MOMENTS, random));
        }
        if (random.nextInt(2) == 0) {
            situations.pauseAsked(any(MOMENTS, random));
        }
        if (random.nextInt(4) == 0) {
            situations.notExclusive();
        }
        if (random.nextInt(2) == 0) {
            situations.allRecorded();
        }
        return situations.build();
    }

    private static void change(MemberDraft member, OperationKind kind, Random random) {
        switch (random.nextInt(12)) {
            case 0 -> member.silent();
            case 1 -> member.absent();
            case 2 -> member.foreign();
            case 3 -> member.deleting(phase(kind, random));
            default -> member.live(phase(kind, random));
        }
        for (Condition condition : Condition.values()) {
            int odds = condition.failure() ? 12 : 2;
            if (random.nextInt(odds) == 0) {
                member.has(condition, any(MOMENTS, random));
            }
        }
        if (random.nextInt(2) == 0) {
            member.pausing(any(MOMENTS, random));
        } else if (random.nextInt(2) == 0) {
            member.pause(any(MOMENTS, random), Duration.ZERO, any(Arrays.asList(Hold.values()), random));
        }
        if (random.nextInt(3) == 0) {
            member.out(any(MOMENTS, random));
        }
        if (random.nextInt(3) == 0) {
            member.knows(random.nextBoolean() ? Situations.ok("a", "b") : Situations.failed());
        }
        if (random.nextInt(2) == 0) {
            member.commitTs(any(MOMENTS, random));
        }
        if (random.nextInt(8) == 0) {
            member.writing();
        }
        if (random.nextInt(8) == 0) {
            member.unsure(any(MOMENTS, random));
        }
        if (random.nextInt(2) == 0) {
            member.confirmed();
        }
    }

    private static Phase phase(OperationKind kind, Random random) {
        return any(kind == OperationKind.BACKUP ? BACKUP : RESTORE, random);
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
