package io.brfed.aws.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Two questions of EBS' own interface, as signed requests: not worth a client of the SDK, which is a module as large as all
 * of this one. Thread-safe; blocks its caller.
 */
public final class EbsDirect {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    /** Five times what 10,000 blocks take. */
    private static final int MAX_PAGE = 16 << 20;

    private final SdkHttpClient connections;
    private final Ec2Client whose;
    private final URI address;

    private EbsDirect(SdkHttpClient connections, Ec2Client whose, URI address) {
        this.connections = connections;
        this.whose = whose;
        this.address = address;
    }

    /** Asks EBS in the region and with the credentials of a client of EC2. */
    public static EbsDirect like(Ec2Client whose, SdkHttpClient connections, @Nullable URI address) {
        Region region = whose.serviceClientConfiguration().region();
        URI known = address != null
                ? address
                : URI.create("https://ebs." + region.id() + "."
                        + PartitionMetadata.of(region).dnsSuffix());
        return new EbsDirect(connections, whose, known);
    }

    /** Asks for what is behind a path; a refusal is an {@link AwsServiceException}. */
    JsonNode get(String path, Map<String, String> query, AwsThreads threads, AwsCalls.Limit limit) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create(address + path))
                .putHeader("Accept", "application/json");
        query.forEach(request::putRawQueryParameter);
        ExecutableHttpRequest call = connections.prepareRequest(
                HttpExecuteRequest.builder().request(signed(request.build())).build());
        AwsThreads.Timer atLimit = threads.after(limit.left(), call::abort);
        try {
            return answer(call.call());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            atLimit.cancel();
        }
    }

    private SdkHttpRequest signed(SdkHttpRequest request) {
        AwsCredentialsIdentity identity = whose.serviceClientConfiguration()
                .credentialsProvider()
                .resolveIdentity()
                .join();
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ebs")
                        .putProperty(
                                AwsV4HttpSigner.REGION_NAME,
                                whose.serviceClientConfiguration().region().id()))
                .request();
    }

    private static JsonNode answer(HttpExecuteResponse answer) throws IOException {
        int status = answer.httpResponse().statusCode();
        JsonNode text = JSON.missingNode();
        Optional<AbortableInputStream> body = answer.responseBody();
        if (body.isPresent()) {
            try (InputStream stream = body.get()) {
                // A page that is cut off here is no JSON any more, which is then told.
                text = JSON.readTree(stream.readNBytes(MAX_PAGE));
            } catch (JsonProcessingException unreadable) {
                // A refusal is known by its status, even if somebody on the way wrote it.
                if (status == OK) {
                    throw unreadable;
                }
            }
        }
        if (status == OK) {
            return text;
        }
        String code = answer.httpResponse()
                .firstMatchingHeader("x-amzn-ErrorType")
                .map(named -> named.replaceAll(":.*", ""))
                .orElse("HTTP " + status);
        throw AwsServiceException.builder()
                .statusCode(status)
                .requestId(answer.httpResponse()
                        .firstMatchingHeader("x-amzn-RequestId")
                        .orElse(null))
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(
                                text.path("Message").asText(text.path("message").asText()))
                        .serviceName("EBS")
                        .build())
                .build();
    }
}
