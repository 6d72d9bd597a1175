package io.brfed.aws;

import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.aws.internal.AwsCalls;
import io.brfed.aws.internal.AwsResources;
import io.brfed.aws.internal.AwsSettings;
import io.brfed.aws.internal.AwsThreads;
import io.brfed.aws.internal.S3Calls;
import io.brfed.aws.internal.S3Calls.Encryption;
import io.brfed.aws.internal.S3Probe;
import io.brfed.aws.internal.StoredBytes;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.StoredObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Metadata in a bucket of S3, or of a store that speaks its protocol, below one prefix. S3 keeps conditions of writes; of
 * another store that is believed only after {@link #probe} has seen it, until then this looks before it writes.
 *
 * <pre>{@code
 * S3BackupStorage storage = S3BackupStorage.builder(new BackupLocation("s3://bucket/backups/nightly"))
 *     .region("us-west-2")
 *     .build();
 * }</pre>
 *
 * Region and credentials come from the SDK's default chain unless given; credentials are never printed. The rights that it
 * needs are those of {@link DirectIamPolicy}. Thread-safe; close it to end its connections and threads.
 *
 * @since 0.1.0
 */
public final class S3BackupStorage implements BackupStorage, AutoCloseable {
    private static final int DEFAULT_CONNECTIONS = 16;

    private final AwsResources resources;
    private final S3Calls calls;
    private final BackupLocation location;
    private final String place;

    private S3BackupStorage(Builder builder, AwsResources resources) {
        this.resources = resources;
        location = builder.location;
        place = builder.settings.place();
        AwsThreads threads = new AwsThreads("s3", builder.settings.width());
        resources.add(threads, threads::close);
        SdkHttpClient connections = builder.settings.connections();
        resources.add(connections, connections::close);
        S3Client client = client(builder, connections);
        resources.add(client, client::close);
        Guard guard =
                Objects.requireNonNullElse(builder.guard, builder.settings.hasEndpoint() ? Guard.NONE : Guard.ATOMIC);
        calls = new S3Calls(
                client,
                new AwsCalls(threads),
                new S3Calls.Target(location, builder.encryption, guard, builder.largest));
    }

    private static S3Client client(Builder builder, SdkHttpClient connections) {
        S3ClientBuilder made = builder.settings
                .applyTo(S3Client.builder())
                .httpClient(connections)
                .forcePathStyle(builder.addressing == Addressing.PATH)
                // Objects are small; a body in signed chunks is what compatible stores most often fail at.
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build());
        if (builder.settings.hasEndpoint()) {
            made.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return made.build();
    }

    /**
     * A builder for one location.
     *
     * @throws IllegalArgumentException if it is not of the form {@code s3://bucket/prefix}; without a prefix the original
     *     tools do not agree on the names of objects
     */
    public static Builder builder(BackupLocation location) {
        return new Builder(location);
    }

    /**
     * Finds out whether the store keeps conditions: writes an object of a random name on condition of its absence, tries to
     * write it again on conditions that do not hold, and removes it. Nothing else is touched, and other calls meanwhile go by
     * what was known before; {@link #guard()} tells what was found from then on.
     *
     * @param limit for each of the up to five requests
     */
    public CompletionStage<Guard> probe(Duration limit) {
        return new S3Probe(calls, limit).run();
    }

    @Override
    public BackupLocation location() {
        return location;
    }

    @Override
    public Guard guard() {
        return calls.guard();
    }

    @Override
    public CompletionStage<Optional<StoredObject>> read(String key, Duration limit) {
        return calls.read(key, limit);
    }

    @Override
    public CompletionStage<Optional<StoredObject>> write(
            String key, byte[] content, Condition condition, Duration limit) {
        return calls.write(key, content, condition, limit);
    }

    @Override
    public CompletionStage<List<String>> list(String prefix, int most, Duration limit) {
        return calls.list(prefix, most, limit);
    }

    @Override
    public CompletionStage<Void> delete(String key, Duration limit) {
        return calls.delete(key, limit);
    }

    /** Ends connections and threads; calls that are under way are given up, their stages complete. Idempotent. */
    @Override
    public void close() {
        resources.close();
    }

    /** Location, region and address, without credentials. */
    @Override
    public String toString() {
        return "S3BackupStorage " + location + " in " + place;
    }

    private enum Addressing {
        PATH,
        HOST
    }

    /**
     * Collects the settings of a storage. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final BackupLocation location;
        private final AwsSettings settings = new AwsSettings(DEFAULT_CONNECTIONS);
        private Addressing addressing = Addressing.HOST;
        private Encryption encryption = Encryption.OF_BUCKET;
        private @Nullable Guard guard;
        private StoredBytes largest = StoredBytes.DEFAULT;

        private Builder(BackupLocation location) {
            if (!location.scheme().equals("s3") || location.prefix().isEmpty()) {
                throw new IllegalArgumentException(
                        "backup location '" + location + "' must be s3://bucket/prefix, with a"
                                + " prefix: without one the original tools do not agree on the names of objects");
            }
            this.location = location;
        }

        /** Sets the bucket's region. Default: that of the SDK's chain (environment, profile, instance). */
        public Builder region(String name) {
            settings.region(name);
            return this;
        }

        /** Sets where credentials come from. Default: the SDK's chain. */
        public Builder credentials(AwsCredentialsProvider source) {
            settings.credentials(source);
            return this;
        }

        /** Sets the address of a store that speaks S3's protocol. */
        public Builder endpoint(URI address) {
            settings.endpoint(address);
            return this;
        }

        /** Puts the bucket into the path instead of the host name, as most compatible stores need it. Default: not. */
        public Builder pathStyle() {
            addressing = Addressing.PATH;
            return this;
        }

        /** Has objects encrypted with a key of S3 ({@code AES256}). Default: as the bucket is set. */
        public Builder encryptedByS3() {
            encryption = Encryption.by("AES256");
            return this;
        }

        /** Has objects encrypted with a key of KMS. Default: as the bucket is set. */
        public Builder encryptedByKms(String keyId) {
            encryption = Encryption.byKms(Objects.requireNonNull(keyId, "keyId"));
            return this;
        }

        /**
         * Says whether the store keeps conditions of writes. Default: {@link Guard#ATOMIC} for S3 itself, {@link Guard#NONE}
         * for another address until {@link #probe} has seen it.
         */
        public Builder guard(Guard known) {
            guard = Objects.requireNonNull(known, "known");
            return this;
        }

        /**
         * Sets the largest object that is read or written, because each is held in memory as a whole. Default: 64 MiB, which
         * is the metadata of some 5,000 volumes.
         *
         * @param size 1 byte to 1 GiB
         */
        public Builder largestObject(ByteSize size) {
            largest = StoredBytes.upTo(size);
            return this;
        }

        /** Sets how many requests run at a time. Default: 16. */
        public Builder connections(int most) {
            settings.width(most);
            return this;
        }

        /** The storage. Takes half a second, because the SDK does. */
        public S3BackupStorage build() {
            return AwsResources.open(resources -> new S3BackupStorage(this, resources));
        }
    }
}
