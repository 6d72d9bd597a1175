package io.brfed.k8s.internal.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlTest {
    @Test
    void readsEveryDocumentThatIsNotEmpty() {
        List<JsonNode> documents = Yaml.documents("# nothing yet\n---\na: 1\n---\n---\nb: 2\n");

        assertThat(documents).extracting(JsonNode::toString).containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void readsJson() {
        assertThat(one("{\"a\": [1, true, null, \"x\"]}")).hasToString("{\"a\":[1,true,null,\"x\"]}");
    }

    @Test
    void keepsTheOrderOfFields() {
        assertThat(one("z: 1\na: 2\nm: 3\n")).hasToString("{\"z\":1,\"a\":2,\"m\":3}");
    }

    @Test
    void keepsEveryDigitOfNumbers() {
        assertThat(one("[1.10, 12345678901234567890123, 9007199254740993, 0.1]"))
                .hasToString("[1.10,12345678901234567890123,9007199254740993,0.1]");
    }

    @Test
    void takesTheSameWordsForTruthAsKubectl() {
        assertThat(one("[yes, No, ON, off, true, y, 'yes']")).hasToString("[true,false,true,false,true,\"y\",\"yes\"]");
    }

    @Test
    void leavesDatesAndTimesOfDayAsText() {
        assertThat(one("[2024-01-02, 12:30:45, 1.2.3, 500m, 1Gi]"))
                .hasToString("[\"2024-01-02\",\"12:30:45\",\"1.2.3\",\"500m\",\"1Gi\"]");
    }

    @Test
    void readsNumbersOfOtherBases() {
        assertThat(one("[0x1f, 0o17, 017, 0b11, 1_000, -5, +5]")).hasToString("[31,15,15,3,1000,-5,5]");
    }

    @Test
    void followsAliasesAndMergeKeys() {
        String yaml = """
                base: &base {a: 1, b: 2}
                copy: *base
                more: {<<: *base, b: 3}
                """;

        assertThat(one(yaml))
                .hasToString("{\"base\":{\"a\":1,\"b\":2},\"copy\":{\"a\":1,\"b\":2}," + "\"more\":{\"b\":3,\"a\":1}}");
    }

    @Test
    void refusesAFieldGivenTwice() {
        assertThatThrownBy(() -> Yaml.documents("a: 1\nb: 2\na: 3\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("'a'")
                .hasMessageContaining("twice");
    }

    @Test
    void refusesTextThatIsNotYamlWithoutRepeatingIt() {
        assertThatThrownBy(() -> Yaml.documents("token: \"s3cr3t\nother: [1\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void refusesAValueThatDoesNotFitItsTagWithoutRepeatingIt() {
        assertThatThrownBy(() -> Yaml.documents("a: !!int s3cr3t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void refusesTagsThatNameClasses() {
        assertThatThrownBy(() -> Yaml.documents("a: !!java.net.URL [http://localhost]"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Yaml.documents("a: !thing x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAliasesThatGrowWithoutBound() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String last = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, (last + ", ").repeat(9) + last));
        }

        assertThatThrownBy(() -> Yaml.documents(bomb.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aliases");
    }

    @Test
    void refusesAnObjectThatHoldsItself() {
        assertThatThrownBy(() -> Yaml.documents("a: &a {b: *a}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTextsBeyondTheLimit() {
        assertThatThrownBy(() -> Yaml.documents("x".repeat((4 << 20) + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("characters");
    }

    private static JsonNode one(String yaml) {
        return Yaml.documents(yaml).get(0);
    }
}
