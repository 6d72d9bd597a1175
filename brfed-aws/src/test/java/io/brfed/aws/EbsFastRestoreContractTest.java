package io.brfed.aws;

import io.brfed.testkit.contract.FastRestoreContract;
import io.brfed.testkit.contract.FastRestoreFixture;

/** The contract over EC2's own protocol. Not against moto, which does not know the three calls of fast snapshot restore. */
class EbsFastRestoreContractTest extends FastRestoreContract {
    @Override
    protected FastRestoreFixture newAccount() {
        return new WireVolumes();
    }
}
