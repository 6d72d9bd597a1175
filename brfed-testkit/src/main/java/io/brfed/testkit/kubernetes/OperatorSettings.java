package io.brfed.testkit.kubernetes;

import java.net.URI;
import java.time.Duration;

/**
 * Settings of one simulated operator, as its builder was given them.
 *
 * @param server the API server
 * @param bearerToken what it authenticates with; empty for nothing
 * @param cluster what the ledger of pauses calls it
 * @param namespace the namespace it looks after; empty for all
 * @param deadlineSecond how long a second of a job's {@code activeDeadlineSeconds} lasts
 * @param pauseLag how long a pause goes on after its init job was ended
 * @param requestTimeout limit of one request
 * @param retryInterval pause before a failed request or a transient fault is tried again
 * @param relistInterval how often everything is listed, in case a watch lies
 * @param progressInterval how often a running execute pod writes its progress
 */
record OperatorSettings(
        URI server,
        String bearerToken,
        String cluster,
        String namespace,
        Duration deadlineSecond,
        Duration pauseLag,
        Duration requestTimeout,
        Duration retryInterval,
        Duration relistInterval,
        Duration progressInterval) {}
