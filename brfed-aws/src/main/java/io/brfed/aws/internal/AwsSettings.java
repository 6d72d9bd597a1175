package io.brfed.aws.internal;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;

/** Where a client connects to and as whom. Never printed as a whole. Not thread-safe. */
public final class AwsSettings {
    private static final int MAX_WIDTH = 1_000;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private @Nullable Region region;
    private @Nullable URI endpoint;
    private @Nullable AwsCredentialsProvider credentials;
    private int width;

    /** Everything by the SDK's default chain. */
    public AwsSettings(int width) {
        this.width = width;
    }

    /** Sets the region. */
    public void region(String name) {
        region = Region.of(Objects.requireNonNull(name, "name"));
    }

    /** Sets another address than AWS' own. */
    public void endpoint(URI address) {
        endpoint = checked(address);
    }

    /** An address, if it is one. */
    public static URI checked(URI address) {
        if (address.getScheme() == null || address.getHost() == null) {
            throw new IllegalArgumentException("endpoint '" + address + "' needs scheme and host, as in https://host");
        }
        if (address.getUserInfo() != null) {
            throw new IllegalArgumentException("an endpoint must not hold credentials; pass them as such");
        }
        return address;
    }

    /** Sets where credentials come from. */
    public void credentials(AwsCredentialsProvider source) {
        credentials = Objects.requireNonNull(source, "source");
    }

    /** Sets how many requests run at a time. */
    public void width(int value) {
        if (value < 1 || value > MAX_WIDTH) {
            throw new IllegalArgumentException("connections is " + value + "; it must be 1 to " + MAX_WIDTH);
        }
        width = value;
    }

    /** How many requests run at a time. */
    public int width() {
        return width;
    }

    /** Whether the address is not AWS' own. */
    public boolean hasEndpoint() {
        return endpoint != null;
    }

    /** Region and address, without credentials. */
    public String place() {
        return (region == null ? "default region" : region.id()) + (endpoint == null ? "" : " at " + endpoint);
    }

    /** Connections of one client, as many as its threads. */
    public SdkHttpClient connections() {
        return Apache5HttpClient.builder()
                .maxConnections(width)
                .connectionTimeout(CONNECT)
                .build();
    }

    /** Applies all of it; the SDK itself repeats nothing, because that is decided elsewhere. */
    public <B extends AwsClientBuilder<B, ?>> B applyTo(B builder) {
        builder.overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (region != null) {
            builder.region(region);
        }
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        if (credentials != null) {
            builder.credentialsProvider(credentials);
        }
        return builder;
    }
}
