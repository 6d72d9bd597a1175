package io.brfed.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Bench bench = new Bench(Map.of(
            "one", stream -> stream.println("figure one 1 ms"), "two", stream -> stream.println("figure two 2 ms")));

    @Test
    void runsTheOneThatIsNamed() {
        assertThat(bench.run("two", printing(out), printing(err))).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).trim()).isEqualTo("figure two 2 ms");
    }

    @Test
    void runsAllOfThem() {
        assertThat(bench.run("all", printing(out), printing(err))).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("figure one 1 ms", "figure two 2 ms");
    }

    @Test
    void listsThoseThatExistIfTheNameIsUnknown() {
        assertThat(bench.run("three", printing(out), printing(err))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'three'", "all, one, two");
    }

    @Test
    void aPercentileIsASampleThatSoManyDoNotExceed() {
        Samples samples = new Samples();
        IntStream.rangeClosed(1, 200).map(i -> 201 - i).forEach(i -> samples.add(Duration.ofMillis(i)));

        assertThat(samples.percentile(50)).isEqualTo(Duration.ofMillis(100));
        assertThat(samples.percentile(99)).isEqualTo(Duration.ofMillis(198));
        assertThat(samples.percentile(100)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void anEffectBeforeItsCauseIsNotBelieved() {
        assertThatIllegalStateException().isThrownBy(() -> new Samples().add(Duration.ofNanos(-1)));
    }

    @Test
    void theReactionBenchmarkPrintsItsFigures() {
        new ReactionBench(new ReactionBench.Size(1, 1, 1), printing(out)).run();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("11 reactions")
                .containsPattern("(?m)^figure reaction_p50 [0-9.]+ ms$")
                .containsPattern("(?m)^figure reaction_p99 [0-9.]+ ms$")
                .containsPattern("(?m)^figure reaction_max [0-9.]+ ms$")
                .containsPattern("(?m)^figure resume_p99 [0-9.]+ ms$")
                .containsPattern("(?m)^figure backup_instant [0-9.]+ ms$");
    }

    @Test
    void theTestkitBenchmarkPrintsItsFigures() {
        new TestkitBench(2, printing(out)).run();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("(?m)^figure world_first_start_ms [0-9.]+ ms$")
                .containsPattern("(?m)^figure world_start_ms [0-9.]+ ms$")
                .containsPattern("(?m)^figure world_backup_p50_ms [0-9.]+ ms$");
    }

    @Test
    void theBenchmarkOfTheDirectPlanePrintsItsFigures() {
        new DirectBackupBench(new DirectBackupBench.Size(List.of(3), 6, List.of(1, 2), 3), printing(out)).run();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("6 instances with 2 volumes each", "2 clusters with 3 stores and 6 volumes each")
                .containsPattern("(?m)^figure pause_ratio_3 1\\.[0-9]+$")
                .containsPattern("(?m)^figure ec2_requests_ratio 1\\.[0-9]+$")
                .containsPattern("(?m)^figure engine_cpu [0-9.]+ s$")
                .containsPattern("(?m)^figure engine_heap -?[0-9.]+ MiB$")
                .containsPattern("(?m)^figure engine_growth [0-9.]+$");
    }

    @Test
    void theBenchmarkOfRestoresPrintsItsFigures() {
        new DirectRestoreBench(new DirectRestoreBench.Size(3, 10, 2), printing(out)).run();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("60 volumes in 3 clusters")
                .containsPattern("(?m)^figure restore_requests_ratio 1[.][0-9]+$")
                .containsPattern("(?m)^figure restore_volumes_time_ratio [0-9.]+$");
    }

    @Test
    void theRecoveryPlanBenchmarkPrintsItsFigures_P17() {
        new RecoveryPlanBench(new RecoveryPlanBench.Size(200, 1000, 2000, 1, "64m", "64m"), printing(out)).run();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("(?m)^figure plan_speedup_1m [0-9.]+$")
                .containsPattern("(?m)^figure plan_memory_ratio_1m [0-9.]+$")
                .containsPattern("(?m)^figure plan_seconds_10m [0-9.]+ s$")
                .containsPattern("(?m)^figure plan_heap_10m [0-9.]+ MiB$");
    }

    @Test
    void theDataPhaseBenchmarkPrintsItsFigure() {
        new DataPhaseBench(200, 4, printing(out)).run();

        assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern("(?m)^figure data_phase_ratio 1[.]0[0-9]+$");
    }

    private static PrintStream printing(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
