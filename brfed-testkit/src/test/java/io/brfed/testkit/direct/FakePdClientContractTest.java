package io.brfed.testkit.direct;

import io.brfed.testkit.contract.PdClientContract;
import io.brfed.testkit.contract.PdClientFixture;

class FakePdClientContractTest extends PdClientContract {
    @Override
    protected PdClientFixture newFixture() {
        return new FakePdClientFixture();
    }
}
