package io.brfed.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ByteSize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeTypeTest {
    @ParameterizedTest
    @CsvSource({
        "GP3, 1, 3000, true",
        "GP3, 10, 5000, true",
        "GP3, 10, 5001, false",
        "IO1, 100, 5000, true",
        "IO1, 100, 5001, false",
        "IO2, 100, 100000, true",
        "IO2, 100, 100001, false",
        "IO1, 100, 0, true",
        "GP2, 1, 0, true",
    })
    void permitsSoManyOperationsForEachGibibyte(VolumeType type, long gibibytes, int iops, boolean fits) {
        assertThat(type.fits(iops, new ByteSize(gibibytes << 30))).isEqualTo(fits);
    }
}
