package io.brfed.testkit.direct;

import io.brfed.testkit.contract.SnapshotProviderContract;
import io.brfed.testkit.contract.SnapshotProviderFixture;

class FakeEbsContractTest extends SnapshotProviderContract {
    @Override
    protected SnapshotProviderFixture newFixture() {
        return new FakeEbsFixture();
    }
}
