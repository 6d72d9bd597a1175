package io.brfed.tikv;

import io.brfed.testkit.contract.PdClientContract;
import io.brfed.testkit.contract.PdClientFixture;

class PdClientOn65ContractTest extends PdClientContract {
    @Override
    protected PdClientFixture newFixture() {
        return new WirePd("6.5.11");
    }
}
