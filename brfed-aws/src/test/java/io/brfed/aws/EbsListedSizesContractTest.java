package io.brfed.aws;

import io.brfed.testkit.contract.SizedAccount;
import io.brfed.testkit.contract.SnapshotSizesContract;

/** Where EC2 does not say what a snapshot holds, so that its blocks have to be counted. */
class EbsListedSizesContractTest extends SnapshotSizesContract {
    @Override
    protected SizedAccount newAccount() {
        WireAccount account = new WireAccount();
        account.ebs.hidesFullSizes();
        return account;
    }
}
