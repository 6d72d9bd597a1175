package io.brfed.aws;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.aws.internal.AwsCalls;
import io.brfed.aws.internal.AwsResources;
import io.brfed.aws.internal.AwsSettings;
import io.brfed.aws.internal.AwsThreads;
import io.brfed.aws.internal.EbsBlocks;
import io.brfed.aws.internal.EbsCheck;
import io.brfed.aws.internal.EbsDirect;
import io.brfed.aws.internal.EbsQuotas;
import io.brfed.aws.internal.EbsSizes;
import io.brfed.aws.internal.Ec2Calls;
import io.brfed.aws.internal.Ec2Tagging;
import io.brfed.spi.CallBudget;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.SnapshotSizes;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumePlace;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Snapshots of EBS volumes in one AWS account and region: one {@code CreateSnapshots} for each instance, everything that
 * has to be known about volumes and instances in batches beforehand.
 *
 * <pre>{@code
 * Ec2Budget budget = Ec2Budget.create(scheduler);       // one for all planes of the account and region
 * EbsSnapshotProvider snapshots = EbsSnapshotProvider.builder().region("us-west-2").budget(budget).build();
 * }</pre>
 *
 * Region and credentials come from the SDK's default chain unless given; credentials are never printed. The rights that it
 * needs are those of {@link DirectIamPolicy}. Requests are repeated neither by the SDK nor here, except
 * questions that are throttled. Thread-safe; close it to end its connections and threads.
 *
 * @since 0.1.0
 */
public final class EbsSnapshotProvider implements SnapshotProvider, AutoCloseable {
    private static final int DEFAULT_CONNECTIONS = 128;
    private static final int DEFAULT_PENDING_QUOTA = 100;
    private static final int DEFAULT_SNAPSHOT_QUOTA = 100_000;

    private final AwsResources resources;
    private final CallBudget budget;
    private final Ec2Calls calls;
    private final EbsCheck check;
    private final @Nullable SnapshotSizes sizes;
    private final String place;

    private EbsSnapshotProvider(Builder builder, AwsResources resources) {
        this.resources = resources;
        AwsThreads threads = new AwsThreads("ec2", builder.settings.width());
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
        Ec2Tagging tagging = new Ec2Tagging(builder.tags, builder.copying);
        calls = new Ec2Calls(client, new AwsCalls(threads), budget, tagging);
        sizes = builder.knowsBlocks()
                ? new EbsSizes(
                        calls,
                        new EbsBlocks(EbsDirect.like(client, connections, builder.sizesEndpoint), threads, budget),
                        threads)
                : null;
        check = new EbsCheck(calls, tagging, builder.quotas());
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
    public CompletionStage<Map<VolumeId, VolumePlace>> locate(Collection<VolumeId> volumes, Duration limit) {
        return calls.locate(List.copyOf(volumes), limit);
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<InstanceSnapshots> instances, Duration limit) {
        return check.of(List.copyOf(instances), limit);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> create(InstanceSnapshots request, Duration limit) {
        return calls.create(request, limit);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> find(OperationId id, ClusterName cluster, Duration limit) {
        return calls.find(id, cluster, limit);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> describe(Collection<SnapshotId> snapshots, Duration limit) {
        return calls.describe(List.copyOf(snapshots), limit);
    }

    @Override
    public CompletionStage<Void> delete(SnapshotId snapshot, Duration limit) {
        return calls.delete(snapshot, limit);
    }

    @Override
    public Optional<SnapshotSizes> sizes() {
        return Optional.ofNullable(sizes);
    }

    /** Ends connections and threads; calls that are under way are given up, their stages complete. Idempotent. */
    @Override
    public void close() {
        resources.close();
    }

    /** Region and address, without credentials. */
    @Override
    public String toString() {
        return "EbsSnapshotProvider in " + place;
    }

    /**
     * Collects the settings of a provider. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final int MAX_OWN_TAGS = 40;
        private static final int MAX_KEY = 128;
        private static final int MAX_VALUE = 256;

        private final AwsSettings settings = new AwsSettings(DEFAULT_CONNECTIONS);
        private final Map<String, String> tags = new TreeMap<>();
        private Ec2Tagging.Copying copying = Ec2Tagging.Copying.NONE;
        private int pendingQuota = DEFAULT_PENDING_QUOTA;
        private int snapshotQuota = DEFAULT_SNAPSHOT_QUOTA;
        private @Nullable CallBudget budget;
        private @Nullable URI sizesEndpoint;

        private Builder() {}

        private EbsQuotas quotas() {
            return new EbsQuotas(pendingQuota, snapshotQuota);
        }

        private boolean knowsBlocks() {
            return sizesEndpoint != null || !settings.hasEndpoint();
        }

        /** Sets the region of the volumes. Default: that of the SDK's chain (environment, profile, instance). */
        public Builder region(String name) {
            settings.region(name);
            return this;
        }

        /**
         * Sets where credentials come from; together with that of {@link S3BackupStorage.Builder} the only place where
         * brfed shows a type of the SDK. Default: the SDK's chain.
         */
        public Builder credentials(AwsCredentialsProvider source) {
            settings.credentials(source);
            return this;
        }

        /** Sets another address than EC2's own, for example of a VPC endpoint or a test server. */
        public Builder endpoint(URI address) {
            settings.endpoint(address);
            return this;
        }

        /**
         * Sets the address of EBS' own interface, which knows the blocks of snapshots. Default: that of AWS; if EC2 has
         * another address than its own, none, and then {@link EbsSnapshotProvider#sizes} finds out nothing.
         */
        public Builder sizesEndpoint(URI address) {
            sizesEndpoint = AwsSettings.checked(address);
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

        /**
         * Sets how many requests run at a time. Default: 128, more than EC2's bucket of 100 holds, so that the pause never
         * waits for a connection.
         */
        public Builder connections(int most) {
            settings.width(most);
            return this;
        }

        /** Sets the account's quota of pending snapshots, L-94D7AB7D. Default: 100, which is usual and not adjustable. */
        public Builder pendingSnapshots(int quota) {
            if (quota < 1) {
                throw new IllegalArgumentException("pendingSnapshots is " + quota + "; it must be 1 or more");
            }
            pendingQuota = quota;
            return this;
        }

        /**
         * Sets the account's quota "Snapshots per Region" as Service Quotas shows it. Default: that of AWS, 100,000. The check
         * counts all snapshots of the account in this region, a thousand with each request; where three quarters of its time
         * are not enough, it says how far it came.
         */
        public Builder snapshotsPerRegion(int quota) {
            if (quota < 1) {
                throw new IllegalArgumentException("snapshotsPerRegion is " + quota + "; it must be 1 or more");
            }
            snapshotQuota = quota;
            return this;
        }

        /** Adds a tag of your own to every snapshot, at most 40. */
        public Builder tag(String key, String value) {
            boolean ours = key.startsWith("aws:") || key.startsWith(ownPrefix());
            if (key.isBlank() || key.length() > MAX_KEY || value.length() > MAX_VALUE || ours) {
                throw new IllegalArgumentException("tag '" + key + "': a key has 1 to " + MAX_KEY
                        + " characters and begins neither with aws: nor with " + ownPrefix() + ", a value at most "
                        + MAX_VALUE);
            }
            tags.put(key, value);
            if (tags.size() > MAX_OWN_TAGS) {
                throw new IllegalArgumentException("more than " + MAX_OWN_TAGS + " tags");
            }
            return this;
        }

        private static String ownPrefix() {
            return SnapshotTags.OPERATION.substring(0, SnapshotTags.OPERATION.indexOf('/') + 1);
        }

        /**
         * Copies the tags of each volume to its snapshot, as BR does. Default: not, because a volume with many tags makes
         * the request fail (50 are permitted), and because tags of the CSI driver make other tools take the snapshot for
         * their own. The check finds volumes with too many.
         */
        public Builder copyVolumeTags() {
            copying = Ec2Tagging.Copying.VOLUME_TAGS;
            return this;
        }

        /** The provider. Takes half a second, because the SDK does. */
        public EbsSnapshotProvider build() {
            return AwsResources.open(resources -> new EbsSnapshotProvider(this, resources));
        }
    }
}
