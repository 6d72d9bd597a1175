package io.brfed.testkit.direct;

import io.brfed.testkit.contract.DisturbedPd;
import io.brfed.testkit.contract.PdDisturbanceContract;

class FakePdClientDisturbanceTest extends PdDisturbanceContract {
    @Override
    protected DisturbedPd newFixture() {
        return new FakePdClientFixture();
    }
}
