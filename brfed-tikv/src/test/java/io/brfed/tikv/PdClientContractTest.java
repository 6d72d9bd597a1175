package io.brfed.tikv;

import io.brfed.testkit.contract.PdClientContract;
import io.brfed.testkit.contract.PdClientFixture;

class PdClientContractTest extends PdClientContract {
    @Override
    protected PdClientFixture newFixture() {
        return new WirePd("8.5.0");
    }
}
