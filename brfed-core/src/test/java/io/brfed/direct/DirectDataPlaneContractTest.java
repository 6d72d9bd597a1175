package io.brfed.direct;

import io.brfed.testkit.contract.DataPlaneContract;
import io.brfed.testkit.contract.DataPlaneFixture;

class DirectDataPlaneContractTest extends DataPlaneContract {
    @Override
    protected DataPlaneFixture newFixture() {
        return new DirectFixture();
    }
}
