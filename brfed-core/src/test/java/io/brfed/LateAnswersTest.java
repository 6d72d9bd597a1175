package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that was stopped finds the answer to a call together with the end of its limit. */
class LateAnswersTest {
    private static final Duration MEANWHILE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(2);

    @ParameterizedTest
    @ValueSource(strings = {"k8s-a", "k8s-c"})
    void aMemberThatOnlyALateAnswerToldOfIsNotMadeAnew_B6(String member) {
        FakeFederation federation = FakeFederation.of(3);
        DriverProcess process = federation.newProcess();
        List<Effect> created = new ArrayList<>();
        federation.onEffect(seen -> {
            boolean creates = seen.call() == PlaneCall.DECLARE && seen.cluster().equals(new ClusterName(member));
            if (creates && seen.moment() == Effect.Moment.AFTER && created.isEmpty()) {
                created.add(seen);
                process.freeze();
                federation
                        .time()
                        .schedule(MEANWHILE, () -> federation.plane(member).deleteByHand());
                federation.time().schedule(LONG, process::thaw);
            }
        });

        BackupReport report = Scenario.backup(federation, process);

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.MEMBER_LOST);
        Aftermath.of(federation).nothingIsMadeTwice();
    }
}
