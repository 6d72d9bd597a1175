package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Assurance;
import io.brfed.api.BackupLocation;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.RestoreReport;
import io.brfed.plane.Cluster;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Service;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Restored TidbClusters that are in service, or are not. */
class RestoredServiceTest {
    private final FakeFederation federation = FakeFederation.of(3);
    private Service service = Service.UP;
    private String seeing = "k8s-";

    @Test
    void aCompletedRestoreStaysCompleteThoughItsTidbClustersAreStoppedLater() {
        RestoreReport first = restore();
        service = Service.DOWN;
        federation.time().advance(Duration.ofDays(7));

        RestoreReport later = restore();

        assertThat(first.complete()).isTrue();
        assertThat(later.complete()).isTrue();
        assertThat(later.operation().assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(later.operation().id()).isEqualTo(first.operation().id());
    }

    @Test
    void aRestoreWhoseTidbClustersNeverStartFails() {
        service = Service.DOWN;

        RestoreReport report = restore();

        assertThat(report.operation().cause()).map(FailureCause::reason).contains("PhaseLimit");
    }

    @Test
    void aRestoreStaysCompleteWhereOnlySomeTidbClustersCanBeSeenAndAreStoppedLater() {
        seeing = "k8s-b";
        RestoreReport first = restore();
        service = Service.DOWN;
        federation.time().advance(Duration.ofDays(7));

        RestoreReport later = restore();

        assertThat(first.complete()).isTrue();
        assertThat(later.complete()).isTrue();
        assertThat(List.of(first, later))
                .map(report -> report.operation().assurance())
                .containsOnly(Assurance.AS_REPORTED);
    }

    private RestoreReport restore() {
        List<Cluster> clusters = federation.clusters().stream().map(this::seen).toList();
        Map<String, BackupLocation> parts = new TreeMap<>();
        clusters.forEach(
                cluster -> parts.put(cluster.name().value(), new BackupLocation("s3://fake/kept-" + cluster.name())));
        return Federation.restore(parts)
                .into(clusters)
                .named("nightly")
                .scheduler(federation.time())
                .execute();
    }

    /** The cluster with a plane that can tell whether its TidbCluster is in service. */
    private Cluster seen(Cluster cluster) {
        return new Wrapped(cluster.plane()) {
            @Override
            @SuppressWarnings("unchecked")
            <T> CompletionStage<T> answer(String call, Supplier<CompletionStage<T>> answer) {
                return answer.get()
                        .thenApply(value -> value instanceof MemberState state
                                        && state.has(Condition.COMPLETE)
                                        && cluster.name().value().startsWith(seeing)
                                ? (T) state.withService(service)
                                : value);
            }
        }.cluster(cluster);
    }
}
