package io.brfed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsoTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "446341362214895617",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615"
            })
    void readsAndWritesUnsignedDecimalNumbers(String decimal) {
        assertThat(Tso.parse(decimal)).hasToString(decimal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "18446744073709551616", "0x10", "12 ", "abc"})
    void refusesWhatIsNoUnsignedNumber(String text) {
        assertThatThrownBy(() -> Tso.parse(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void isOrderedAsAnUnsignedNumber() {
        Tso small = Tso.parse("1");
        Tso large = Tso.parse("9223372036854775807");
        Tso larger = Tso.parse("9223372036854775808");
        Tso largest = Tso.parse("18446744073709551615");

        assertThat(List.of(largest, small, larger, large).stream().sorted())
                .containsExactly(small, large, larger, largest);
    }

    @Test
    void carriesTheTimeInItsUpperBits() {
        Instant time = Instant.parse("2026-11-22T10:11:12.345Z");

        assertThat(Tso.at(time).physicalTime()).isEqualTo(time);
        assertThat(new Tso(Tso.at(time).bits() + (1 << 18) - 1).physicalTime()).isEqualTo(time);
        assertThat(new Tso(Tso.at(time).bits() + (1 << 18)).physicalTime()).isEqualTo(time.plusMillis(1));
    }

    @Test
    void carriesTimesOfTheUpperHalfToo() {
        assertThat(new Tso(-1).physicalTime()).isEqualTo(Instant.ofEpochMilli((1L << 46) - 1));
    }

    @Test
    void storeIdsAreUnsignedToo() {
        assertThat(StoreId.parse("18446744073709551615")).hasToString("18446744073709551615");
        assertThat(StoreId.parse("18446744073709551615")).isGreaterThan(StoreId.parse("9223372036854775807"));
        assertThatThrownBy(() -> StoreId.parse("-1")).isInstanceOf(NumberFormatException.class);
    }
}
