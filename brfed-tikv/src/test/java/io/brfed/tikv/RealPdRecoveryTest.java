package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.spi.PdRecovery;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real PD does in a recovery, as far as it does it without stores that recover. */
@Tag("real-pd")
class RealPdRecoveryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long IDS = 1_000_000;

    private final TikvConnection connection =
            TikvConnection.to(System.getProperty("brfed.pd")).open();
    private final PdRecovery pd = connection.pdRecovery();

    @AfterEach
    void close() {
        Waiting.await(pd.unmark(LIMIT));
        connection.close();
    }

    @Test
    void marksAndUnmarks() {
        Waiting.await(pd.mark(LIMIT));
        Waiting.await(pd.mark(LIMIT));
        assertThat(Waiting.await(pd.isMarked(LIMIT))).isTrue();

        Waiting.await(pd.unmark(LIMIT));
        Waiting.await(pd.unmark(LIMIT));
        assertThat(Waiting.await(pd.isMarked(LIMIT))).isFalse();
    }

    @Test
    void raisesTimestampsAndTakesALowerOneForSuccess_P14() {
        Tso now = Waiting.await(connection.pd().timestamp(LIMIT));
        Tso later = new Tso(now.bits() + (Duration.ofMinutes(10).toMillis() << 18));

        Waiting.await(pd.raiseTimestamp(later, LIMIT));
        Waiting.await(pd.raiseTimestamp(now, LIMIT));

        assertThat(Waiting.await(connection.pd().timestamp(LIMIT))).isGreaterThan(later);
    }

    @Test
    void raisesIdsWhileItIsMarkedOnly_P25() {
        long base = Waiting.await(connection.pd().allocateId(LIMIT)) + IDS;
        assertThat(Waiting.failureOf(pd.setIdBase(base, LIMIT)).fault()).isEqualTo(Fault.REFUSED);

        Waiting.await(pd.mark(LIMIT));
        Waiting.await(pd.setIdBase(base, LIMIT));

        assertThat(Long.compareUnsigned(Waiting.await(connection.pd().allocateId(LIMIT)), base))
                .isPositive();
    }
}
