package io.brfed.aws;

import io.brfed.testkit.contract.SnapshotProviderContract;
import io.brfed.testkit.contract.SnapshotProviderFixture;

class EbsSnapshotProviderContractTest extends SnapshotProviderContract {
    @Override
    protected SnapshotProviderFixture newFixture() {
        return new WireAccount();
    }
}
