package io.brfed.testkit.direct;

import io.brfed.testkit.contract.FastRestoreContract;
import io.brfed.testkit.contract.FastRestoreFixture;

class FakeFastRestoreContractTest extends FastRestoreContract {
    @Override
    protected FastRestoreFixture newAccount() {
        return new FakeVolumesFixture();
    }
}
