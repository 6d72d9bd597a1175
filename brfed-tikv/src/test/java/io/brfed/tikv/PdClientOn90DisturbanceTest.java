package io.brfed.tikv;

import io.brfed.testkit.contract.DisturbedPd;
import io.brfed.testkit.contract.PdDisturbanceContract;

class PdClientOn90DisturbanceTest extends PdDisturbanceContract {
    @Override
    protected DisturbedPd newFixture() {
        return new WirePd("9.0.0-beta.2");
    }
}
