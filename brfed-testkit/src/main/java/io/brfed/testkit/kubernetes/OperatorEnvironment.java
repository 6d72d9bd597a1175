package io.brfed.testkit.kubernetes;

import java.util.function.BooleanSupplier;

/**
 * What everybody in one simulated operator works with.
 *
 * @param settings its settings
 * @param http its API server
 * @param runtime its threads and clock
 * @param federation what it shares with the other operators
 * @param script what it does with whom
 * @param journal what it has written
 * @param alive whether the operator itself runs; pods and jobs go on without it
 */
record OperatorEnvironment(
        OperatorSettings settings,
        KubernetesHttp http,
        OperatorRuntime runtime,
        SimulatedFederation federation,
        OperatorScript script,
        OperatorJournal journal,
        BooleanSupplier alive) {}
