package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.ByteSize;
import io.brfed.api.Condition;
import io.brfed.api.MemberOutcome;
import io.brfed.api.Phase;
import io.brfed.api.PhaseTiming;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report says about a backup. */
class ReportContentTest {
    @Test
    void theSmallestTimestampIsTheOneToRestoreTo() {
        FakeFederation federation = FakeFederation.of(3);
        Tso smallest = new Tso(Long.parseUnsignedLong("9223372036854775807"));
        federation.plane("k8s-a").script().commitTs(new Tso(Long.parseUnsignedLong("18446744073709551615")));
        federation.plane("k8s-b").script().commitTs(new Tso(Long.parseUnsignedLong("9223372036854775808")));
        federation.plane("k8s-c").script().commitTs(smallest);

        BackupReport report = Runs.backup(federation);

        assertThat(report.commitTs()).contains(smallest);
        assertThat(report.members())
                .extracting(member -> member.commitTs().orElseThrow().toString())
                .containsExactly("18446744073709551615", "9223372036854775808", "9223372036854775807");
    }

    @Test
    void sizesAreAddedUp() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().size(new ByteSize(1_000)));

        assertThat(Runs.backup(federation).size()).contains(new ByteSize(3_000));
    }

    @Test
    void everyMemberSaysWhereItsPartLiesAndWhichStoresItCarries() {
        BackupReport report = Runs.backup(FakeFederation.of(3));

        assertThat(report.members()).allSatisfy(member -> {
            assertThat(member.outcome()).isInstanceOf(MemberOutcome.Complete.class);
            assertThat(member.location().orElseThrow().url()).isEqualTo("s3://fake/nightly-" + member.cluster());
        });
        assertThat(report.members().get(1).stores()).containsExactlyInAnyOrder(new StoreId(3), new StoreId(4));
    }

    @Test
    void phasesAreTimed() {
        FakeFederation federation = FakeFederation.of(3);
        Instant began = federation.time().now();
        federation.plane("k8s-b").script().takes(Condition.VOLUMES_COMPLETE, Duration.ofMinutes(20));

        List<PhaseTiming> phases = Runs.backup(federation).operation().phases();

        PhaseTiming init = timing(phases, "k8s-a", Phase.INITIALIZE);
        PhaseTiming execute = timing(phases, "k8s-b", Phase.EXECUTE);
        assertThat(init.start()).isBetween(began, began.plusMillis(100));
        assertThat(Duration.between(init.start(), init.end().orElseThrow()))
                .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
        assertThat(Duration.between(execute.start(), execute.end().orElseThrow()))
                .isBetween(Duration.ofSeconds(1229), Duration.ofSeconds(1231));
        assertThat(phases).extracting(PhaseTiming::start).isSorted();
        assertThat(phases).filteredOn(phase -> phase.phase() == Phase.TEARDOWN).hasSize(3);
    }

    @Test
    void aSecondDriverReportsTheWholeOperation() {
        FakeFederation federation = FakeFederation.of(3);
        Instant began = federation.time().now();
        DriverProcess first = federation.newProcess();
        Federation.backup(federation.clustersSeenBy(first))
                .named(Scenario.NAME)
                .scheduler(first.scheduler())
                .start();
        federation.time().advance(Duration.ofSeconds(20));
        first.kill();
        federation.time().advance(Duration.ofSeconds(60));

        BackupReport report = Runs.backup(federation);

        assertThat(report.operation().startedAt()).isBetween(began, began.plusMillis(100));
        assertThat(report.pause().orElseThrow().start()).isBetween(began, began.plusMillis(100));
        assertThat(report.pause().orElseThrow().length()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(82));
        assertThat(report.operation().phases())
                .filteredOn(phase -> phase.phase() == Phase.TEARDOWN)
                .hasSize(3);
    }

    @Test
    void aReportReadsWell() {
        String text = Runs.backup(FakeFederation.of(3)).toString();

        assertThat(text).contains("nightly", "k8s-a", "k8s-b", "k8s-c", "s3://fake/nightly-k8s-b");
    }

    private static PhaseTiming timing(List<PhaseTiming> phases, String member, Phase phase) {
        return phases.stream()
                .filter(timing -> timing.member().value().equals(member) && timing.phase() == phase)
                .findFirst()
                .orElseThrow();
    }
}
