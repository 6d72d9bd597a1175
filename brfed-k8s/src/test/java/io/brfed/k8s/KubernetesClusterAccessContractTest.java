package io.brfed.k8s;

import io.brfed.testkit.contract.ClusterAccessContract;
import io.brfed.testkit.contract.ClusterAccessFixture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

class KubernetesClusterAccessContractTest {
    @Nested
    @DisplayName("TiDB Operator v1")
    class OperatorV1 extends ClusterAccessContract {
        @Override
        protected ClusterAccessFixture newFixture() {
            return AccessFixture.v1();
        }
    }

    @Nested
    @DisplayName("TiDB Operator v2")
    class OperatorV2 extends ClusterAccessContract {
        @Override
        protected ClusterAccessFixture newFixture() {
            return AccessFixture.v2();
        }
    }
}
