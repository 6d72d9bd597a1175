/** Fakes of a federation, contracts for implementations of one's own, support for JUnit 5 and AssertJ, a Kubernetes to test against. */
module io.brfed.testkit {
    requires transitive io.brfed.api;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires static transitive org.assertj.core;
    requires static transitive com.fasterxml.jackson.databind;
    requires static com.fasterxml.jackson.dataformat.yaml;
    requires static java.net.http;
    requires static jdk.httpserver;
    requires static org.slf4j;

    exports io.brfed.testkit;
    exports io.brfed.testkit.assertj;
    exports io.brfed.testkit.contract;
    exports io.brfed.testkit.direct;
    exports io.brfed.testkit.invariant;
    exports io.brfed.testkit.junit;
    exports io.brfed.testkit.kubernetes;
    exports io.brfed.testkit.tidb;

    // JUnit runs the contracts' tests, which are nested classes that nobody else needs to see.
    opens io.brfed.testkit.contract;
}
