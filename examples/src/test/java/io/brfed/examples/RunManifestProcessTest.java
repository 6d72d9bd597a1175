package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.testkit.kubernetes.BackupStage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program as a process of its own, ended by a signal. */
class RunManifestProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ENDED_BY_SIGTERM = 143;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void aSignalGivesThePauseBackAndTearsDownBeforeTheProcessEnds() throws Exception {
        try (LoopbackClusters clusters = LoopbackClusters.start();
                TemporaryFolder folder = TemporaryFolder.create()) {
            clusters.operators().forEach(operator -> operator.script().backups().stuckAt(BackupStage.SNAPSHOTS_TAKEN));
            Process process =
                    start(folder.write("kubeconfig", clusters.kubeconfig()), folder.copy("volume-backup.yaml"));
            try (BufferedReader output = process.inputReader()) {
                readUntil(output, "k8s-c  told EXECUTE");

                // Process.destroy would close the stream that is still to be read.
                process.toHandle().destroy();
                clusters.federation().pauses().awaitReleased(LIMIT);
                clusters.operators()
                        .forEach(operator -> operator.script().backups().proceeds());
                String rest = readUntil(output, "left behind");

                assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(rest).contains("ended: CANCELLED", "backup 'first-backup' cancelled");
                assertThat(clusters.operators())
                        .as("torn down, which a member whose own part went well reports as complete")
                        .allSatisfy(operator -> assertThat(operator.journal().types("fed-first-backup"))
                                .containsAnyOf("Failed", "Complete"));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process start(Path kubeconfig, Path manifest) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path"),
                RunManifest.class.getName(),
                "--kubeconfig",
                kubeconfig.toString(),
                "-f",
                manifest.toString());
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String readUntil(BufferedReader output, String wanted) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            read.append(line).append('\n');
            if (line.contains(wanted)) {
                return read.toString();
            }
        }
        throw new AssertionError("the process ended without '" + wanted + "':\n" + read);
    }
}
