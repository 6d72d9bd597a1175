package io.brfed.aws;

import io.brfed.testkit.contract.SizedAccount;
import io.brfed.testkit.contract.SnapshotSizesContract;

class EbsSizesContractTest extends SnapshotSizesContract {
    @Override
    protected SizedAccount newAccount() {
        return new WireAccount();
    }
}
