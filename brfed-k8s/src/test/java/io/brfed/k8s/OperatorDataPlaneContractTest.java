package io.brfed.k8s;

import io.brfed.testkit.contract.DataPlaneContract;
import io.brfed.testkit.contract.DataPlaneFixture;

class OperatorDataPlaneContractTest extends DataPlaneContract {
    @Override
    protected DataPlaneFixture newFixture() {
        return new OperatorFixture();
    }
}
