package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.Subscription;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A data plane that breaks its contract harms only its own member, and never for longer than the limits. */
class BadPlaneTest {
    private final FakeFederation federation = FakeFederation.of(3);

    @ParameterizedTest
    @ValueSource(strings = {"claim", "declare", "observe", "unclaim"})
    void aCallThatThrowsInsteadOfAnsweringIsAFailedCall(String broken) {
        boolean[] now = {false};
        Runs.at(federation, Duration.ofSeconds(20), () -> now[0] = true);

        BackupReport report = backup(plane -> new Wrapped(plane) {
            @Override
            <T> CompletionStage<T> answer(String call, Supplier<CompletionStage<T>> answer) {
                if (now[0] && call.equals(broken)) {
                    throw new IllegalStateException("broken on purpose");
                }
                return answer.get();
            }
        });

        mustHaveEnded(report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"declare", "observe", "unclaim"})
    void aCallThatAnswersWithNothingIsAFailedCall(String broken) {
        boolean[] now = {false};
        Runs.at(federation, Duration.ofSeconds(20), () -> now[0] = true);

        BackupReport report = backup(plane -> new Wrapped(plane) {
            @Override
            <T> CompletionStage<T> answer(String call, Supplier<CompletionStage<T>> answer) {
                return now[0] && call.equals(broken) ? CompletableFuture.completedFuture(null) : answer.get();
            }
        });

        mustHaveEnded(report);
    }

    @Test
    void aPlaneThatCannotTellAboutChangesIsPolled() {
        BackupReport report = backup(plane -> new Wrapped(plane) {
            @Override
            public Subscription subscribe(Member member, Runnable changed) {
                throw new IllegalStateException("broken on purpose");
            }
        });

        assertThat(report.complete()).isTrue();
    }

    @Test
    void aPlaneThatTellsTooOftenKeepsNobodyBusy() {
        federation.time().maxEvents(200_000);

        BackupReport report = backup(plane -> new Wrapped(plane) {
            @Override
            public Subscription subscribe(Member member, Runnable changed) {
                for (int i = 1; i <= 10_000; i++) {
                    federation.time().schedule(Duration.ofMillis(i), changed);
                }
                return super.subscribe(member, changed);
            }
        });

        assertThat(report.complete()).isTrue();
    }

    @Test
    void aMemberThatIsCompleteAndSaysNoTimestampFailsTheBackup_B11() {
        BackupReport report = backup(plane -> new Wrapped(plane) {
            @Override
            public CompletionStage<MemberState> declare(Declaration declaration, Duration limit) {
                return super.declare(declaration, limit).thenApply(BadPlaneTest::withoutTimestamp);
            }

            @Override
            public CompletionStage<MemberState> observe(
                    Member member, io.brfed.plane.Freshness freshness, Duration limit) {
                return super.observe(member, freshness, limit).thenApply(BadPlaneTest::withoutTimestamp);
            }
        });

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.INCONSISTENT);
            assertThat(cause.reason()).isEqualTo("NoCommitTs");
            assertThat(cause.member()).contains(new ClusterName("k8s-b"));
        });
    }

    @Test
    void aDefectEndsTheOperationWithAnErrorInsteadOfLeavingItsCallerWaiting() {
        assertThatThrownBy(() -> backup(plane -> new Wrapped(plane) {
                    @Override
                    public Subscription subscribe(Member member, Runnable changed) {
                        return new Subscription() {
                            @Override
                            public Delivery delivery() {
                                throw new IllegalStateException("broken on purpose");
                            }

                            @Override
                            public void close() {
                                // There is nothing to end.
                            }
                        };
                    }
                }))
                .hasStackTraceContaining("broken on purpose");
    }

    private BackupReport backup(Function<DataPlane, Wrapped> wrapping) {
        List<Cluster> clusters = new ArrayList<>(federation.clusters());
        Cluster second = clusters.get(1);
        clusters.set(1, wrapping.apply(second.plane()).cluster(second));
        return Federation.backup(clusters)
                .named(Scenario.NAME)
                .scheduler(federation.time())
                .execute();
    }

    private void mustHaveEnded(BackupReport report) {
        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(federation.time().elapsed()).isLessThan(Duration.ofMinutes(16));
        if (!report.complete()) {
            assertThat(report.cause())
                    .map(FailureCause::member)
                    .contains(java.util.Optional.of(new ClusterName("k8s-b")));
        }
    }

    private static MemberState withoutTimestamp(MemberState state) {
        if (state.stamp().isEmpty()) {
            return state;
        }
        MemberState.Builder copy =
                MemberState.of(state.member(), state.stamp().get()).reached(state.conditions());
        state.desired().ifPresent(copy::desired);
        state.createdAt().ifPresent(copy::createdAt);
        state.location().ifPresent(copy::location);
        return copy.build();
    }
}
