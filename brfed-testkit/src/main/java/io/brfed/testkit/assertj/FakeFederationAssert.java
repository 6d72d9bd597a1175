package io.brfed.testkit.assertj;

import io.brfed.api.BackupReport;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.SnapshotSet;
import io.brfed.testkit.tidb.Judgement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about a {@link FakeFederation}; obtained from {@link BrfedAssertions}. A failure prints the journal.
 *
 * @since 0.1.0
 */
public final class FakeFederationAssert extends AbstractAssert<FakeFederationAssert, FakeFederation> {
    FakeFederationAssert(FakeFederation actual) {
        super(actual, FakeFederationAssert.class);
    }

    /** No pause is held in any cluster. */
    public FakeFederationAssert holdsNoPause() {
        List<String> held = clustersWhere(FakeDataPlane::pauseHeld);
        return failUnless(held.isEmpty(), "no pause should be held, but one is in " + held);
    }

    /** A pause is held in this cluster, and in no other. */
    public FakeFederationAssert holdsPauseIn(String cluster) {
        federation().plane(cluster);
        List<String> held = clustersWhere(FakeDataPlane::pauseHeld);
        return failUnless(
                held.equals(List.of(cluster)),
                "a pause should be held in '" + cluster + "' alone, but "
                        + (held.isEmpty() ? "none is held" : "one is in " + held));
    }

    /** Snapshots that were not removed exist of members in these clusters, and of no others. */
    public FakeFederationAssert hasSnapshotsOf(String... clusters) {
        List<String> expected = List.of(clusters).stream().distinct().sorted().toList();
        List<String> found = federation().snapshots().stream()
                .map(set -> set.member().cluster().value())
                .distinct()
                .sorted()
                .toList();
        return failUnless(
                found.equals(expected), "there should be snapshots of " + expected + ", but there are of " + found);
    }

    /** No snapshot exists in any cluster. */
    public FakeFederationAssert hasNoSnapshots() {
        List<SnapshotSet> found = federation().snapshots();
        return failUnless(found.isEmpty(), "there should be no snapshots, but there are " + found);
    }

    /** No snapshot was taken while the pause of its backup was not held. */
    public FakeFederationAssert tookEverySnapshotInsideThePause() {
        List<SnapshotSet> outside = federation().snapshotsOutsidePause();
        return failUnless(
                outside.isEmpty(), "every snapshot should have been taken inside the pause, but not " + outside);
    }

    /** Members of operations, ended or not, exist in these clusters and in no other. */
    public FakeFederationAssert hasMembersIn(String... clusters) {
        List<String> expected = List.of(clusters).stream().distinct().sorted().toList();
        List<String> found = clustersWhere(plane -> !plane.members().isEmpty());
        return failUnless(
                found.equals(expected), "there should be members in " + expected + ", but there are in " + found);
    }

    /** Nothing is left that an ended operation should not leave, see {@link FakeFederation#leftovers()}. */
    public FakeFederationAssert leavesNothingBehind() {
        List<String> left = federation().leftovers();
        return failUnless(left.isEmpty(), "nothing should be left behind, but there is " + String.join(", ", left));
    }

    /** A restore from the snapshots of this backup gives every account the balance that it had at its timestamp. */
    public FakeFederationAssert restoresEveryAccountOf(BackupReport backup) {
        Optional<Judgement> judgement = federation().judge(backup);
        return failUnless(
                judgement.filter(Judgement::isConsistent).isPresent(),
                "every account should come back from backup '" + backup.name() + "', but "
                        + judgement.map(Object::toString).orElse("its snapshots hold nothing to judge"));
    }

    private List<String> clustersWhere(Predicate<FakeDataPlane> is) {
        return federation().planes().stream()
                .filter(is)
                .map(plane -> plane.name().value())
                .sorted()
                .toList();
    }

    private FakeFederation federation() {
        isNotNull();
        return actual;
    }

    private FakeFederationAssert failUnless(boolean holds, String message) {
        if (!holds) {
            failWithMessage("%s%n%s", message, actual.journal());
        }
        return this;
    }
}
