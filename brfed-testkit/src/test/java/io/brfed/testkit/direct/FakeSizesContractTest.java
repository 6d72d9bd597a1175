package io.brfed.testkit.direct;

import io.brfed.testkit.contract.SizedAccount;
import io.brfed.testkit.contract.SnapshotSizesContract;

class FakeSizesContractTest extends SnapshotSizesContract {
    @Override
    protected SizedAccount newAccount() {
        return new FakeEbsFixture();
    }
}
