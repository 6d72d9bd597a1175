package io.brfed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "7, 7 B",
        "9, 9 B",
        "10, 10 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "1049, 1.0 kB",
        "1050, 1.1 kB",
        "9949, 9.9 kB",
        "9950, 10 kB",
        "10000, 10 kB",
        "82854982, 83 MB",
        "9500000000, 9.5 GB",
        "1000000000000, 1.0 TB",
        "1500000000000000, 1.5 PB",
        "9223372036854775807, 9.2 EB"
    })
    void isReadInSiUnitsWithOneDecimalBelowTen(long bytes, String readable) {
        assertThat(new ByteSize(bytes)).hasToString(readable);
    }

    @Test
    void isReadAlikeInEveryCountry() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);

            assertThat(new ByteSize(9_500)).hasToString("9.5 kB");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void refusesANegativeAmount() {
        assertThatThrownBy(() -> new ByteSize(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a size of -1 bytes is negative");
    }

    @Test
    void addsAndCompares() {
        assertThat(new ByteSize(3).plus(new ByteSize(4))).isEqualTo(new ByteSize(7));
        assertThat(new ByteSize(3)).isLessThan(new ByteSize(4));
    }

    @Test
    void refusesASumThatDoesNotFit() {
        assertThatThrownBy(() -> new ByteSize(Long.MAX_VALUE).plus(new ByteSize(1)))
                .isInstanceOf(ArithmeticException.class);
    }
}
