package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.brfed.internal.direct.pause.PauseSettings;
import io.brfed.spi.SizeLevel;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits that would ask without end, or in which nothing can be done. */
class DirectSettingsTest {
    private static final DirectSettings DEFAULT = DirectSettings.DEFAULT;
    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<ThrowingCallable> limitsOfNothing() {
        return Stream.of(Duration.ZERO, Duration.ofSeconds(-1))
                .flatMap(none -> Stream.of(
                        () -> DEFAULT.withCall(none),
                        () -> DEFAULT.withPoll(none),
                        () -> DEFAULT.withClock(none),
                        () -> new CaptureSettings(none, SECOND, SECOND, 1),
                        () -> new CaptureSettings(SECOND, none, SECOND, 1),
                        () -> new CaptureSettings(SECOND, SECOND, none, 1),
                        () -> new SizeSettings(SizeLevel.ALL, none),
                        () -> PauseSettings.DEFAULT.withLongest(none),
                        () -> PauseSettings.DEFAULT.withCall(none)));
    }

    @ParameterizedTest
    @MethodSource("limitsOfNothing")
    void isRefused(ThrowingCallable setting) {
        assertThatIllegalArgumentException().isThrownBy(setting);
    }

    @Test
    void theSmallestLimitThatIsSomethingIsTaken() {
        assertThatCode(() -> DEFAULT.withPoll(Duration.ofMillis(1))).doesNotThrowAnyException();
    }
}
