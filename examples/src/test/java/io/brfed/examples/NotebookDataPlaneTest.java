package io.brfed.examples;

import io.brfed.testkit.contract.DataPlaneContract;
import io.brfed.testkit.contract.DataPlaneFixture;

class NotebookDataPlaneTest extends DataPlaneContract {
    @Override
    protected DataPlaneFixture newFixture() {
        return new NotebookFixture();
    }
}
