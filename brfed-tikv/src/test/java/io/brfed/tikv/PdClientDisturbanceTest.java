package io.brfed.tikv;

import io.brfed.testkit.contract.DisturbedPd;
import io.brfed.testkit.contract.PdDisturbanceContract;

class PdClientDisturbanceTest extends PdDisturbanceContract {
    @Override
    protected DisturbedPd newFixture() {
        return new WirePd("8.5.0");
    }
}
