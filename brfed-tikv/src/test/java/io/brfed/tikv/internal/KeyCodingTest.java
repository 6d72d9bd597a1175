package io.brfed.tikv.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCodingTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({
        "'', 0000000000000000f7",
        "00, 0000000000000000f8",
        "010203, 0102030000000000fa",
        "0102030405060708, 0102030405060708ff0000000000000000f7",
        "010203040506070809, 0102030405060708ff0900000000000000f8"
    })
    void encodesAsTidbDoes(String raw, String encoded) {
        assertThat(HEX.formatHex(KeyCoding.encode(HEX.parseHex(raw)))).isEqualTo(encoded);
        assertThat(KeyCoding.decode(HEX.parseHex(encoded))).isEqualTo(HEX.parseHex(raw));
    }

    @Test
    void encodedKeysSortAsRawOnes() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] one = bytes(random);
            byte[] other = bytes(random);

            int encoded = Arrays.compareUnsigned(KeyCoding.encode(one), KeyCoding.encode(other));

            assertThat(Integer.signum(encoded)).isEqualTo(Integer.signum(Arrays.compareUnsigned(one, other)));
            assertThat(KeyCoding.decode(KeyCoding.encode(one))).isEqualTo(one);
        }
    }

    /** Of few different bytes, so that keys begin alike. */
    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(3) - 1);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "61",
                "0000000000000000",
                "0102030405060708ff",
                "0102030405060708f0",
                "0102030000000001fa",
                "010203000000000000fa",
                "0102030000000000fa00"
            })
    void refusesWhatIsNotEncoded(String encoded) {
        assertThatThrownBy(() -> KeyCoding.decode(HEX.parseHex(encoded))).isInstanceOf(IllegalArgumentException.class);
    }
}
