package io.brfed.tikv;

import io.brfed.testkit.contract.DisturbedPd;
import io.brfed.testkit.contract.PdDisturbanceContract;

class PdClientOn65DisturbanceTest extends PdDisturbanceContract {
    @Override
    protected DisturbedPd newFixture() {
        return new WirePd("6.5.11");
    }
}
