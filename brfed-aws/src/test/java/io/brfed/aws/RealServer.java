package io.brfed.aws;

import java.net.URI;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server of somebody else that speaks the protocols of AWS; {@code scripts/moto-server} starts one. */
final class RealServer {
    static final String TAG = "real-aws";
    static final String REGION = "us-east-1";

    private RealServer() {}

    static URI url() {
        return URI.create(Objects.requireNonNull(System.getProperty("brfed.aws"), "property brfed.aws"));
    }

    static AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    }
}
