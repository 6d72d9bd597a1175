package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ByteSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FastRestoringTest {
    private static ByteSize gibibytes(long count) {
        return new ByteSize(count << 30);
    }

    @Test
    void theFirstCreditTakesAnHourATebibyteAndSixMinutesAtLeast_V27() {
        assertThat(FastRestoring.firstCredit(gibibytes(1024))).isEqualTo(Duration.ofHours(1));
        assertThat(FastRestoring.firstCredit(gibibytes(16_384))).isEqualTo(Duration.ofHours(16));
        assertThat(FastRestoring.firstCredit(gibibytes(512))).isEqualTo(Duration.ofMinutes(30));
        assertThat(FastRestoring.firstCredit(gibibytes(100))).isEqualTo(Duration.ofMinutes(6));
        assertThat(FastRestoring.firstCredit(gibibytes(0))).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void theLimitIsTheOneThatWasSetOrFollowsFromTheLargestSnapshot() {
        assertThat(FastRestoring.DEFAULT.limit(gibibytes(1024))).isEqualTo(Duration.ofMinutes(90));
        assertThat(FastRestoring.within(Duration.ofHours(3)).limit(gibibytes(1024)))
                .isEqualTo(Duration.ofHours(3));
        assertThatThrownBy(() -> FastRestoring.within(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
