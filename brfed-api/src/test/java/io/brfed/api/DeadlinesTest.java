package io.brfed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeadlinesTest {
    private static final Duration OTHER = Duration.ofSeconds(42);

    record Limit(String name, Function<Deadlines, Duration> get, BiFunction<Deadlines, Duration, Deadlines> with) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Limit> limits() {
        return Stream.of(
                new Limit("completion", Deadlines::completion, Deadlines::withCompletion),
                new Limit("unreachable", Deadlines::unreachable, Deadlines::withUnreachable),
                new Limit("unreachableInPause", Deadlines::unreachableInPause, Deadlines::withUnreachableInPause),
                new Limit("pauseMargin", Deadlines::pauseMargin, Deadlines::withPauseMargin),
                new Limit("restoreVolumes", Deadlines::restoreVolumes, Deadlines::withRestoreVolumes),
                new Limit("restoreData", Deadlines::restoreData, Deadlines::withRestoreData),
                new Limit("restoreFinish", Deadlines::restoreFinish, Deadlines::withRestoreFinish),
                new Limit("settle", Deadlines::settle, Deadlines::withSettle));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void changesOneLimitAndNoOther(Limit limit) {
        Deadlines before = Deadlines.defaults(OperationKind.BACKUP);
        Deadlines after = limit.with().apply(before, OTHER);

        List<Limit> others =
                limits().filter(other -> !other.name().equals(limit.name())).toList();
        assertThat(limit.get().apply(after)).isEqualTo(OTHER);
        assertThat(others)
                .allSatisfy(other -> assertThat(other.get().apply(after))
                        .isEqualTo(other.get().apply(before)));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void refusesALimitThatIsNotLongerThanZero(Limit limit) {
        Deadlines before = Deadlines.defaults(OperationKind.RESTORE);

        assertThatThrownBy(() -> limit.with().apply(before, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(limit.name() + " is PT0S; it must be longer than zero");
        assertThatThrownBy(() -> limit.with().apply(before, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(limit.name() + " is PT-1S; it must be longer than zero");
    }

    @Test
    void aBackupHasADayAndARestoreTwo() {
        assertThat(Deadlines.defaults(OperationKind.BACKUP).completion()).isEqualTo(Duration.ofHours(24));
        assertThat(Deadlines.defaults(OperationKind.RESTORE).completion()).isEqualTo(Duration.ofHours(48));
    }

    @Test
    void theDefaultsAreAsDocumented() {
        assertThat(Deadlines.defaults(OperationKind.BACKUP))
                .isEqualTo(new Deadlines(
                        Duration.ofDays(1),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofHours(24),
                        Duration.ofHours(12),
                        Duration.ofHours(1),
                        Duration.ofMinutes(10)));
    }
}
