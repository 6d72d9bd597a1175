package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunArgumentsTest {
    private final Console out = new Console();
    private final Console err = new Console();

    @Test
    void helpIsPrintedAndIsNoError() {
        assertThat(run("--help")).isZero();

        assertThat(out.text()).contains("usage: java -jar", "--dry-run", "Exit codes");
    }

    @Test
    void aMissingKubeconfigIsNamed() {
        assertThat(run("-f", "backup.yaml")).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("--kubeconfig is missing", "usage:");
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThat(run("--kubeconfig", "file", "-f")).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("-f needs a value");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThat(run("--force")).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("'--force' is not an option");
    }

    @Test
    void aWindDownOutOfRangeIsRefused() {
        assertThat(run("--wind-down", "0")).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("--wind-down must be 1 to 86400 seconds, is '0'");
    }

    private int run(String... words) {
        return new RunManifest(out.stream(), err.stream()).run(List.of(words));
    }
}
