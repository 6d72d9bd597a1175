package io.brfed.testkit.assertj;

import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.SnapshotSet;
import java.util.List;
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
        isNotNull();
        if (actual.pauseHeldAnywhere()) {
            fail("no pause should be held, but one is");
        }
        return this;
    }

    /** No snapshot was taken while the pause of its backup was not held. */
    public FakeFederationAssert tookEverySnapshotInsideThePause() {
        isNotNull();
        List<SnapshotSet> outside = actual.snapshotsOutsidePause();
        if (!outside.isEmpty()) {
            fail("every snapshot should have been taken inside the pause, but not " + outside);
        }
        return this;
    }

    /** Nothing is left that an ended operation should not leave, see {@link FakeFederation#leftovers()}. */
    public FakeFederationAssert hasNothingLeftOver() {
        isNotNull();
        List<String> left = actual.leftovers();
        if (!left.isEmpty()) {
            fail("nothing should be left over, but there is " + String.join(", ", left));
        }
        return this;
    }

    private void fail(String message) {
        failWithMessage("%s%n%s", message, actual.journal());
    }
}
