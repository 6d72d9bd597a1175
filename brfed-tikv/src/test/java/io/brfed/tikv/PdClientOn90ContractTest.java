package io.brfed.tikv;

import io.brfed.testkit.contract.PdClientContract;
import io.brfed.testkit.contract.PdClientFixture;

class PdClientOn90ContractTest extends PdClientContract {
    @Override
    protected PdClientFixture newFixture() {
        return new WirePd("9.0.0-beta.2");
    }
}
