package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Exclusion;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One operation on a TidbCluster at a time. */
class ClaimingTest {
    private final OperatorFixture fixture = new OperatorFixture();
    private final Operations backup = Operations.backup(fixture);
    private final Operations other = Operations.of(fixture, OperationKind.BACKUP, "other");

    @AfterEach
    void close() {
        fixture.close();
    }

    private Exclusion claim(Operations operation) {
        return fixture.await(
                operation.plane().claim(operation.request(), operation.stamp().id(), Operations.LIMIT));
    }

    private void unclaim(Operations operation) {
        fixture.await(
                operation.plane().unclaim(operation.member(), operation.stamp().id(), Operations.LIMIT));
    }

    private Optional<? extends JsonNode> lease() {
        return fixture.server().objects().find("leases", "tidb", "brfed-prod");
    }

    private void original(String mode, String conditions) {
        fixture.server().objects().create("""
                {"apiVersion":"pingcap.com/v1alpha1","kind":"Backup","metadata":{"name":"fed-vb","namespace":"tidb"},
                 "spec":{"backupMode":"%s","br":{"cluster":"prod","clusterNamespace":"tidb"}},
                 "status":{"conditions":[%s]}}""".formatted(mode, conditions));
    }

    @Test
    void takesALeaseThatNamesTheOperation_B18() {
        assertThat(claim(backup)).isInstanceOf(Exclusion.Locked.class);

        JsonNode lease = lease().orElseThrow();
        assertThat(lease.at("/spec/holderIdentity").asText()).isEqualTo("op-nightly");
        assertThat(lease.at("/spec/leaseDurationSeconds").asInt()).isEqualTo(900);
        assertThat(lease.at("/metadata/annotations/brfed.io~1name").asText()).isEqualTo("nightly");
    }

    @Test
    void theSecondIsToldWhoWasFirst_B18() {
        claim(backup);

        assertThat(claim(other)).isInstanceOfSatisfying(Exclusion.Taken.class, taken -> {
            assertThat(taken.name()).contains("operation 'nightly'").contains("k8s-a");
            assertThat(taken.id()).contains(backup.stamp().id());
        });
    }

    @Test
    void claimingAgainIsNoConflictWithOneself() {
        claim(backup);

        assertThat(claim(backup)).isInstanceOf(Exclusion.Locked.class);
    }

    @Test
    void whatWasGivenBackIsFree() {
        claim(backup);
        unclaim(backup);
        unclaim(backup);

        assertThat(lease()).isEmpty();
        assertThat(claim(other)).isInstanceOf(Exclusion.Locked.class);
    }

    @Test
    void nobodyGivesBackWhatAnotherHolds() {
        claim(backup);
        unclaim(other);

        assertThat(lease()).isPresent();
    }

    @Test
    void anExpiredLeaseIsTakenOver() {
        claim(backup);
        fixture.server()
                .objects()
                .mergePatch(
                        "leases", "tidb", "brfed-prod", "{\"spec\":{\"renewTime\":\"2020-01-01T00:00:00.000000Z\"}}");

        assertThat(claim(other)).isInstanceOf(Exclusion.Locked.class);
        assertThat(lease().orElseThrow().at("/spec/holderIdentity").asText()).isEqualTo("op-other");
    }

    @Test
    void ofTwoThatComeAtOnceOneGetsIt_B18() {
        var first = backup.plane().claim(backup.request(), backup.stamp().id(), Operations.LIMIT);
        var second = other.plane().claim(other.request(), other.stamp().id(), Operations.LIMIT);

        assertThat(java.util.List.of(fixture.await(first), fixture.await(second)))
                .hasAtLeastOneElementOfType(Exclusion.Locked.class)
                .hasAtLeastOneElementOfType(Exclusion.Taken.class);
    }

    @Test
    void anUnfinishedBackupOfTheOriginalIsFoundThoughItTakesNoLease_B18() {
        original("volume-snapshot", "{\"type\":\"VolumeBackupInitialized\",\"status\":\"True\"}");

        assertThat(claim(backup)).isInstanceOfSatisfying(Exclusion.Taken.class, taken -> {
            assertThat(taken.name()).contains("tidb/fed-vb on k8s-a, which brfed did not create");
            assertThat(taken.id()).isEmpty();
        });
        assertThat(lease()).as("the lease is given back").isEmpty();
    }

    @Test
    void aFinishedBackupAndOneOfAnotherModeHinderNobody_B18() {
        original("volume-snapshot", "{\"type\":\"Complete\",\"status\":\"True\"}");
        fixture.server().objects().create("""
                {"apiVersion":"pingcap.com/v1alpha1","kind":"Backup","metadata":{"name":"log","namespace":"tidb"},
                 "spec":{"backupMode":"log","br":{"cluster":"prod","clusterNamespace":"tidb"}}}""");

        assertThat(claim(backup)).isInstanceOf(Exclusion.Locked.class);
    }

    @Test
    void aBackupOfAnotherTidbClusterHindersNobody_B18() {
        fixture.server().objects().create("""
                {"apiVersion":"pingcap.com/v1alpha1","kind":"Backup","metadata":{"name":"fed-x","namespace":"tidb"},
                 "spec":{"backupMode":"volume-snapshot","br":{"cluster":"test","clusterNamespace":"tidb"}}}""");

        assertThat(claim(backup)).isInstanceOf(Exclusion.Locked.class);
    }

    @Test
    void anUnfinishedRestoreHindersABackup_B18() {
        Operations restore = Operations.of(fixture, OperationKind.RESTORE, "back");
        restore.declare(Phase.RESTORE_VOLUME);

        assertThat(claim(backup))
                .isInstanceOfSatisfying(
                        Exclusion.Taken.class, taken -> assertThat(taken.name()).startsWith("restore 'back'"));
    }

    @Test
    void aFailedBackupHindersOthersWhileItsPauseMayBeHeld_B18() {
        other.executing();
        other.failed().declare(Phase.RESUME);
        assertThat(claim(backup)).isInstanceOf(Exclusion.Taken.class);

        fixture.condition(other.member(), "VolumeBackupInitializeFailed", "InitializeJobDeleted", Instant.now());

        assertThat(claim(backup)).isInstanceOf(Exclusion.Locked.class);
    }

    @Test
    void withoutLeasesTheLookAloneIsGiven_B18() {
        fixture.server().access().deny("*", "coordination.k8s.io", "leases", "*");

        assertThat(claim(backup)).isInstanceOf(Exclusion.Clear.class);
        unclaim(backup);
        other.declare(Phase.INITIALIZE);
        assertThat(claim(backup))
                .isInstanceOfSatisfying(
                        Exclusion.Taken.class,
                        taken -> assertThat(taken.id()).contains(other.stamp().id()));
    }

    @Test
    void leasesThatMayOnlyBeReadAreNoLock_B18() {
        fixture.server().access().deny("create", "coordination.k8s.io", "leases", "*");

        assertThat(claim(backup)).isInstanceOf(Exclusion.Clear.class);
    }

    @Test
    void whereTheRoleMayNotListNothingIsClaimed_B18() {
        fixture.server().access().deny("list", "pingcap.com", "*", "*");

        assertThat(claim(backup))
                .isInstanceOfSatisfying(
                        Exclusion.Unchecked.class,
                        unchecked -> assertThat(unchecked.why()).contains("may not list"));
    }

    @Test
    void conflictsAreTriedAgain() {
        fixture.server().faults().failNext(Verb.CREATE, "leases", 409, 1);

        assertThat(claim(backup)).isInstanceOf(Exclusion.Locked.class);
    }
}
