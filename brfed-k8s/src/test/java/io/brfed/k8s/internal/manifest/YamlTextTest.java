package io.brfed.k8s.internal.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
    @Test
    void writesBlocksInTheOrderOfFields() {
        assertThat(YamlText.of(one("{z: {b: 1, a: [x, y]}, c: true}"))).isEqualTo("""
                        z:
                          b: 1
                          a:
                          - x
                          - y
                        c: true
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['yes', 'true', '1', '1.10', '1e3', '0x1f', '2024-01-02', '', ' x ', 'null', '~', 'a: b', '# c']",
                "[1, 1.10, 9007199254740993, -0.5, true, false, null]",
                "{a: {}, b: [], c: [{d: e}], 'yes': no}",
                "{text: \"two\\nlines\\n\", tab: \"a\\tb\", unicode: '\u00fc \u2013'}"
            })
    void writesWhatIsReadAgain(String yaml) {
        assertThat(one(YamlText.of(one(yaml)))).isEqualTo(one(yaml));
    }

    private static JsonNode one(String yaml) {
        return Yaml.documents(yaml).get(0);
    }
}
