package io.brfed.aws.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
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
 * Signed requests to a service of AWS that answers in JSON, with the region and credentials of a client of EC2: for few
 * questions that are not worth a client of the SDK, which is a module as large as all of this one. Thread-safe; blocks its
 * caller.
 */
public final class SignedCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    /** Five times what 10,000 blocks of EBS take, the longest answer that is asked for. */
    private static final int MAX_ANSWER = 16 << 20;

    private final SdkHttpClient connections;
    private final Ec2Client whose;
    private final String service;
    private final URI address;

    private SignedCalls(SdkHttpClient connections, Ec2Client whose, String service, URI address) {
        this.connections = connections;
        this.whose = whose;
        this.service = service;
        this.address = address;
    }

    /**
     * Asks a service in the region and with the credentials of a client of EC2.
     *
     * @param service its name in addresses and signatures
     * @param address where it is; null for AWS' own
     */
    static SignedCalls like(Ec2Client whose, SdkHttpClient connections, String service, @Nullable URI address) {
        Region region = whose.serviceClientConfiguration().region();
        URI known = address != null
                ? address
                : URI.create("https://" + service + "." + region.id() + "."
                        + PartitionMetadata.of(region).dnsSuffix());
        return new SignedCalls(connections, whose, service, known);
    }

    /** Asks for what is behind a path; a refusal is an {@link AwsServiceException}. */
    JsonNode get(String path, Map<String, String> query, AwsThreads threads, AwsCalls.Limit limit) {
        SdkHttpRequest.Builder request = to(path).method(SdkHttpMethod.GET);
        query.forEach(request::putRawQueryParameter);
        return send(HttpExecuteRequest.builder().request(signed(request.build(), null)), threads, limit);
    }

    /** Asks a service that takes every question at one address; a refusal is an {@link AwsServiceException}. */
    JsonNode ask(String target, JsonNode question, AwsThreads threads, AwsCalls.Limit limit) {
        byte[] text = question.toString().getBytes(StandardCharsets.UTF_8);
        ContentStreamProvider content = ContentStreamProvider.fromByteArray(text);
        SdkHttpRequest request = to("/").method(SdkHttpMethod.POST)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("Content-Length", Integer.toString(text.length))
                .putHeader("X-Amz-Target", target)
                .build();
        return send(
                HttpExecuteRequest.builder().request(signed(request, content)).contentStreamProvider(content),
                threads,
                limit);
    }

    private SdkHttpRequest.Builder to(String path) {
        return SdkHttpRequest.builder().uri(URI.create(address + path)).putHeader("Accept", "application/json");
    }

    private JsonNode send(HttpExecuteRequest.Builder request, AwsThreads threads, AwsCalls.Limit limit) {
        ExecutableHttpRequest call = connections.prepareRequest(request.build());
        AwsThreads.Timer atLimit = threads.after(limit.left(), call::abort);
        try {
            return answer(call.call());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            atLimit.cancel();
        }
    }

    private SdkHttpRequest signed(SdkHttpRequest request, @Nullable ContentStreamProvider content) {
        AwsCredentialsIdentity identity = whose.serviceClientConfiguration()
                .credentialsProvider()
                .resolveIdentity()
                .join();
        return AwsV4HttpSigner.create()
                .sign(sign -> {
                    sign.identity(identity)
                            .request(request)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                            .putProperty(
                                    AwsV4HttpSigner.REGION_NAME,
                                    whose.serviceClientConfiguration().region().id());
                    if (content != null) {
                        sign.payload(content);
                    }
                })
                .request();
    }

    private JsonNode answer(HttpExecuteResponse answer) throws IOException {
        int status = answer.httpResponse().statusCode();
        JsonNode text = JSON.missingNode();
        Optional<AbortableInputStream> body = answer.responseBody();
        if (body.isPresent()) {
            try (InputStream stream = body.get()) {
                // An answer that is cut off here is no JSON any more, which is then told.
                text = JSON.readTree(stream.readNBytes(MAX_ANSWER));
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
                .orElse(text.path("__type").asText("HTTP " + status).replaceAll(".*#", ""));
        throw AwsServiceException.builder()
                .statusCode(status)
                .requestId(answer.httpResponse()
                        .firstMatchingHeader("x-amzn-RequestId")
                        .orElse(null))
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(
                                text.path("Message").asText(text.path("message").asText()))
                        .serviceName(service)
                        .build())
                .build();
    }
}
