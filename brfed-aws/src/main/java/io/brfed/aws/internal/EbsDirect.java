package io.brfed.aws.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Two questions of EBS' own interface. Thread-safe; blocks its caller. */
public final class EbsDirect {
    private final SignedCalls calls;

    private EbsDirect(SignedCalls calls) {
        this.calls = calls;
    }

    /** Asks EBS in the region and with the credentials of a client of EC2. */
    public static EbsDirect like(Ec2Client whose, SdkHttpClient connections, @Nullable URI address) {
        return new EbsDirect(SignedCalls.like(whose, connections, "ebs", address));
    }

    /** Asks for what is behind a path; a refusal is an {@link software.amazon.awssdk.awscore.exception.AwsServiceException}. */
    JsonNode get(String path, Map<String, String> query, AwsThreads threads, AwsCalls.Limit limit) {
        return calls.get(path, query, threads, limit);
    }
}
