package io.brfed.aws;

import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.aws.internal.AwsCalls;
import io.brfed.aws.internal.AwsResources;
import io.brfed.aws.internal.AwsSettings;
import io.brfed.aws.internal.AwsThreads;
import io.brfed.aws.internal.FastCalls;
import io.brfed.aws.internal.FastCheck;
import io.brfed.aws.internal.FastRestores;
import io.brfed.aws.internal.KmsKeys;
import io.brfed.aws.internal.VolumeCalls;
import io.brfed.aws.internal.VolumeCheck;
import io.brfed.aws.internal.VolumeQuotas;
import io.brfed.spi.CallBudget;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.NewVolume;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeType;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Makes EBS volumes from snapshots in one AWS account and region, each with all its tags in the request itself.
 *
 * <pre>{@code
 * Ec2Budget budget = Ec2Budget.create(scheduler);       // one for all planes of the account and region
 * EbsVolumeProvider volumes = EbsVolumeProvider.builder().region("us-west-2").budget(budget).build();
 * }</pre>
 *
 * Region and credentials come from the SDK's default chain unless given; credentials are never printed. The rights that it
 * needs are those of {@link DirectIamPolicy}. Requests are repeated neither by the SDK nor here, except
 * questions that are throttled. Whether a KMS key can be used, EC2 says only when it makes a volume with it, which then
 * ends in error; the check asks KMS whether the keys exist and are enabled. Thread-safe; close it to end its connections and threads.
 *
 * @since 0.1.0
 */
public final class EbsVolumeProvider implements VolumeProvider, AutoCloseable {
    private static final int DEFAULT_CONNECTIONS = 64;

    private final AwsResources resources;
    private final CallBudget budget;
    private final VolumeCalls calls;
    private final VolumeCheck check;
    private final KmsKeys keys;
    private final FastSnapshotRestore fast;
    private final String place;

    private EbsVolumeProvider(Builder builder, AwsResources resources) {
        this.resources = resources;
        AwsThreads threads = new AwsThreads("ec2-volumes", builder.settings.width());
        resources.add(threads, threads::close);
        SdkHttpClient connections = builder.settings.connections();
        resources.add(connections, connections::close);
        Ec2Client client = builder.settings
                .applyTo(Ec2Client.builder())
                .httpClient(connections)
                .build();
        resources.add(client, client::close);
        CallBudget given = builder.budget;
        budget = given == null ? Ec2Budget.builder(threads::elapsed).build() : given;
        calls = new VolumeCalls(client, new AwsCalls(threads), budget);
        keys = new KmsKeys(client, connections, builder.keysEndpoint, threads);
        check = new VolumeCheck(calls, new VolumeQuotas(builder.storage, builder.iops, builder.volumes), keys);
        FastCalls fastCalls = new FastCalls(client, new AwsCalls(threads), budget);
        fast = new FastRestores(fastCalls, new FastCheck(fastCalls, builder.fastRestores));
        place = builder.settings.place();
    }

    /** A builder with the SDK's default region and credentials. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CallBudget budget() {
        return budget;
    }

    @Override
    public CompletionStage<List<SourceSnapshot>> sources(Collection<SnapshotId> snapshots, Duration limit) {
        return calls.sources(List.copyOf(snapshots), limit);
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<VolumeRequest> requests, Duration limit) {
        return check.of(List.copyOf(requests), limit);
    }

    @Override
    public CompletionStage<List<Finding>> checkKeys(Collection<String> wanted, Duration limit) {
        return keys.checkElsewhere(List.copyOf(wanted), limit);
    }

    @Override
    public CompletionStage<NewVolume> create(VolumeRequest request, Duration limit) {
        return calls.create(request, limit);
    }

    @Override
    public CompletionStage<List<NewVolume>> find(OperationId id, ClusterName cluster, Duration limit) {
        return calls.find(id, cluster, limit);
    }

    @Override
    public CompletionStage<List<NewVolume>> describe(Collection<VolumeId> volumes, Duration limit) {
        return calls.describe(List.copyOf(volumes), limit);
    }

    @Override
    public CompletionStage<Void> delete(VolumeId volume, Duration limit) {
        return calls.delete(volume, limit);
    }

    @Override
    public Optional<FastSnapshotRestore> fastRestore() {
        return Optional.of(fast);
    }

    /** Ends connections and threads; calls that are under way are given up, their stages complete. Idempotent. */
    @Override
    public void close() {
        resources.close();
    }

    /** Region and address, without credentials. */
    @Override
    public String toString() {
        return "EbsVolumeProvider in " + place;
    }

    /**
     * Collects the settings of a provider. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final AwsSettings settings = new AwsSettings(DEFAULT_CONNECTIONS);
        private final Map<VolumeType, ByteSize> storage = new EnumMap<>(VolumeType.class);
        private final Map<VolumeType, Integer> iops = new EnumMap<>(VolumeType.class);
        private int volumes;
        private int fastRestores;
        private @Nullable CallBudget budget;
        private @Nullable URI keysEndpoint;

        private Builder() {}

        /** Sets the region of the volumes. Default: that of the SDK's chain (environment, profile, instance). */
        public Builder region(String name) {
            settings.region(name);
            return this;
        }

        /** Sets where credentials come from, as {@link EbsSnapshotProvider.Builder#credentials}. Default: the SDK's chain. */
        public Builder credentials(AwsCredentialsProvider source) {
            settings.credentials(source);
            return this;
        }

        /** Sets another address than EC2's own, for example of a VPC endpoint or a test server. */
        public Builder endpoint(URI address) {
            settings.endpoint(address);
            return this;
        }

        /** Sets another address than KMS' own, which is asked for the state of keys. Default: that of the region. */
        public Builder keysEndpoint(URI address) {
            keysEndpoint = AwsSettings.checked(address);
            return this;
        }

        /**
         * Sets how fast requests may follow each other. Share one among all providers of the account and region. Default:
         * an {@link Ec2Budget} of its own with EC2's usual limits.
         */
        public Builder budget(CallBudget shared) {
            budget = Objects.requireNonNull(shared, "shared");
            return this;
        }

        /** Sets how many requests run at a time. Default: 64. */
        public Builder connections(int most) {
            settings.width(most);
            return this;
        }

        /**
         * Sets the account's quota of storage of a type in this region, as Service Quotas shows it. Default: that of AWS, 50
         * TiB, for io2 20; what exceeds a default is told and not refused, because it may have been raised.
         */
        public Builder storageQuota(VolumeType type, ByteSize quota) {
            storage.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(quota, "quota"));
            return this;
        }

        /** Sets the account's quota of provisioned IOPS of a type in this region. Default: none is checked. */
        public Builder iopsQuota(VolumeType type, int perSecond) {
            if (perSecond < 1) {
                throw new IllegalArgumentException("iopsQuota is " + perSecond + "; it must be 1 or more");
            }
            iops.put(Objects.requireNonNull(type, "type"), perSecond);
            return this;
        }

        /** Sets how many volumes of one type there may be, where your account has such a limit. Default: none. */
        public Builder volumeQuota(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("volumeQuota is " + most + "; it must be 1 or more");
            }
            volumes = most;
            return this;
        }

        /**
         * Sets how many snapshots of the account may be enabled for fast snapshot restore in this region, as Service Quotas
         * shows it. Default: that of AWS, 5; what exceeds a default is told and not refused, because it may have been raised.
         */
        public Builder fastRestoreQuota(int snapshots) {
            if (snapshots < 1) {
                throw new IllegalArgumentException("fastRestoreQuota is " + snapshots + "; it must be 1 or more");
            }
            fastRestores = snapshots;
            return this;
        }

        /** The provider. Takes half a second, because the SDK does. */
        public EbsVolumeProvider build() {
            return AwsResources.open(resources -> new EbsVolumeProvider(this, resources));
        }
    }
}
