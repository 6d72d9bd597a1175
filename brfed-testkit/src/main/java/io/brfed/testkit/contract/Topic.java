package io.brfed.testkit.contract;

/** Some tests of the contract about one topic. */
interface Topic {
    /** The calls of one backup on the fixture's cluster. */
    ContractCalls backup();

    /** The plane under test. */
    default DataPlaneFixture fixture() {
        return backup().fixture();
    }
}
