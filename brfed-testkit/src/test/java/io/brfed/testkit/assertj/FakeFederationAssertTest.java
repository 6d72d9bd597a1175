package io.brfed.testkit.assertj;

import static io.brfed.testkit.assertj.BrfedAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.BackupReport;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.SampleReports;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FakeFederationAssertTest {
    private final FakeFederation federation = FakeFederation.of(2);

    @Test
    void aFreshFederationPasses() {
        assertThat(federation)
                .holdsNoPause()
                .hasNoSnapshots()
                .hasSnapshotsOf()
                .hasMembersIn()
                .tookEverySnapshotInsideThePause()
                .leavesNothingBehind();
    }

    @Test
    void aFederationAtWorkPasses() {
        Leaving.aPause(federation);

        assertThat(federation).holdsPauseIn("k8s-a").hasSnapshotsOf("k8s-a").hasMembersIn("k8s-a");
    }

    @Test
    void saysWhereAPauseIsHeld() {
        Leaving.aPause(federation);

        assertFails(() -> assertThat(federation).holdsNoPause(), "no pause should be held, but one is in [k8s-a]");
        assertFails(
                () -> assertThat(federation).holdsPauseIn("k8s-b"),
                "a pause should be held in 'k8s-b' alone, but one is in [k8s-a]");
    }

    @Test
    void saysThatNoPauseIsHeld() {
        assertFails(
                () -> assertThat(federation).holdsPauseIn("k8s-b"),
                "a pause should be held in 'k8s-b' alone, but none is held");
    }

    @Test
    void namesTheClustersIfThereIsNoneOfThatName() {
        assertThatThrownBy(() -> assertThat(federation).holdsPauseIn("east"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no cluster 'east'; there are [k8s-a, k8s-b]");
    }

    @Test
    void saysWhatSnapshotsThereAre() {
        Leaving.aPause(federation);

        assertFails(
                () -> assertThat(federation).hasSnapshotsOf("k8s-b", "k8s-a"),
                "there should be snapshots of [k8s-a, k8s-b], but there are of [k8s-a]");
        assertFails(
                () -> assertThat(federation).hasNoSnapshots(),
                "there should be no snapshots, but there are [SnapshotSet[member=Member[");
    }

    @Test
    void saysWhatWasTakenOutsideThePause() {
        Leaving.aPause(federation);

        assertFails(
                () -> assertThat(federation).tookEverySnapshotInsideThePause(),
                "every snapshot should have been taken inside the pause, but not [SnapshotSet[member=Member[");
    }

    @Test
    void saysWhereMembersAre() {
        Leaving.aPause(federation);

        assertFails(
                () -> assertThat(federation).hasMembersIn(), "there should be members in [], but there are in [k8s-a]");
    }

    @Test
    void saysWhatIsLeftBehind() {
        Leaving.aPause(federation);

        assertFails(
                () -> assertThat(federation).leavesNothingBehind(),
                "nothing should be left behind, but there is pause held by nightly in k8s-a,"
                        + " unfinished member k8s-a LIVE EXECUTE [INITIALIZED, SNAPSHOTS_CREATED]");
    }

    @Test
    void saysThatThereIsNothingToJudge() {
        BackupReport elsewhere = SampleReports.completeBackup("nightly");

        assertFails(
                () -> assertThat(federation).restoresEveryAccountOf(elsewhere),
                "every account should come back from backup 'nightly', but its snapshots hold nothing to judge");
    }

    @Test
    void printsTheJournalBelow() {
        Leaving.aPause(federation);

        assertThatThrownBy(() -> assertThat(federation).holdsNoPause())
                .hasMessageEndingWith(federation.journal().toString());
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> assertThat((FakeFederation) null).holdsNoPause())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting actual not to be null");
    }

    private static void assertFails(ThrowingCallable assertion, String firstLine) {
        assertThatThrownBy(assertion)
                .isInstanceOf(AssertionError.class)
                .message()
                .startsWith(firstLine);
    }
}
