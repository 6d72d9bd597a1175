package io.brfed.internal.direct.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.internal.direct.recovery.RecoveryState.Range;
import io.brfed.spi.Key;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DoneRangesTest {
    private static final int KEYS = 20;

    @Test
    void partsThatTouchAreOne() {
        DoneRanges done = new DoneRanges(List.of());
        done.add(Key.of((byte) 1), Key.of((byte) 2));
        done.add(Key.of((byte) 2), Key.UNBOUNDED);
        done.add(Key.UNBOUNDED, Key.of((byte) 1));

        assertThat(done.ranges()).containsExactly(new Range(Key.UNBOUNDED, Key.UNBOUNDED));
        assertThat(done.isAll()).isTrue();
    }

    @Test
    void agreesWithASetOfKeys() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            DoneRanges done = new DoneRanges(List.of());
            BitSet expected = new BitSet();
            for (int i = random.nextInt(12); i >= 0; i--) {
                int from = random.nextInt(KEYS);
                int to = from + 1 + random.nextInt(KEYS - from);
                done.add(key(from), to == KEYS ? Key.UNBOUNDED : key(to));
                expected.set(from, to);
            }
            DoneRanges read = new DoneRanges(done.ranges());
            for (int at = 0; at < KEYS; at++) {
                int end = expected.nextClearBit(at);
                Key expectedEnd = end == KEYS ? Key.UNBOUNDED : key(end);
                assertThat(read.doneFrom(key(at)).isPresent())
                        .as("seed " + seed + " key " + at)
                        .isEqualTo(expected.get(at));
                read.doneFrom(key(at)).ifPresent(found -> assertThat(found).isEqualTo(expectedEnd));
            }
        }
    }

    private static Key key(int number) {
        return number == 0 ? Key.UNBOUNDED : Key.of((byte) number);
    }
}
