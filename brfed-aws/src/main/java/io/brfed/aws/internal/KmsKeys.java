package io.brfed.aws.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Whether keys of KMS can be used by volumes: EC2 looks at them only while it makes a volume, which then ends in error. That
 * a key may not be used by us cannot be tried, because policies of keys commonly allow it to EC2 alone; its state can.
 */
public final class KmsKeys {
    private static final String ENABLED = "Enabled";
    private static final String FIELD = "KMS key";
    private static final String ABSENT = "does not exist in this account and region";

    private final SignedCalls kms;
    private final AwsThreads threads;
    private final AwsCalls calls;

    /** Asks KMS in the region and with the credentials of a client of EC2. */
    public KmsKeys(Ec2Client whose, SdkHttpClient connections, @Nullable URI address, AwsThreads threads) {
        this.kms = SignedCalls.like(whose, connections, "kms", address);
        this.threads = threads;
        this.calls = new AwsCalls(threads);
    }

    /** What is found about each key. */
    CompletionStage<List<Finding>> check(Collection<String> keys, Duration limit) {
        List<CompletableFuture<List<Finding>>> asked = keys.stream()
                .distinct()
                .map(key -> check(key, limit).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            List<Finding> findings = new ArrayList<>();
            asked.forEach(one -> findings.addAll(one.join()));
            return List.copyOf(findings);
        });
    }

    /** The same of keys that others use, which may be in another region: one that is not here is told only. */
    public CompletionStage<List<Finding>> checkElsewhere(Collection<String> keys, Duration limit) {
        return check(keys, limit)
                .thenApply(found -> found.stream()
                        .map(finding -> finding.problem().startsWith(ABSENT)
                                ? Finding.notice(
                                        FIELD,
                                        finding.value(),
                                        finding.problem(),
                                        "see that it exists where it is used from")
                                : finding)
                        .toList());
    }

    private CompletionStage<List<Finding>> check(String key, Duration limit) {
        AwsCall call = new AwsCall("KMS", "DescribeKey", key, AwsCall.Kind.QUESTION, limit);
        JsonNode question = JsonNodeFactory.instance.objectNode().put("KeyId", key);
        return calls.make(call, left -> kms.ask("TrentService.DescribeKey", question, threads, left))
                .handle((answer, error) -> error == null ? state(key, answer) : refused(key, error));
    }

    private static List<Finding> state(String key, JsonNode answer) {
        String state = answer.path("KeyMetadata").path("KeyState").asText("unknown");
        return state.equals(ENABLED)
                ? List.of()
                : List.of(Finding.fault(
                        FIELD,
                        key,
                        "is " + state + ", so that nothing can be read that it encrypts",
                        "enable the key, cancel its deletion, or use another one"));
    }

    private static List<Finding> refused(String key, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof AwsRefusalException refusal && refusal.code().equals("NotFoundException")) {
            return List.of(Finding.fault(
                    FIELD,
                    key,
                    ABSENT + ": " + refusal.getMessage(),
                    "copy the snapshots with a key of this region, or restore with another one"));
        }
        String why = cause instanceof ProviderException failure ? failure.getMessage() : String.valueOf(cause);
        return List.of(Finding.notice(
                FIELD,
                key,
                "its state could not be asked, so that it shows only by volumes ending in error: " + why,
                "grant " + AwsRight.DESCRIBE_KEY.action() + " to have it checked"));
    }
}
