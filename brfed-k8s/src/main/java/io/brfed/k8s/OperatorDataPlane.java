package io.brfed.k8s;

import io.brfed.api.OperationId;
import io.brfed.api.Phase;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.MemberSpecs;
import io.brfed.k8s.internal.OperatorMembers;
import io.brfed.k8s.internal.PlaneSettings;
import io.brfed.k8s.internal.manifest.YamlText;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Readiness;
import io.brfed.plane.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A data plane that is TiDB Operator v1: each member of an operation is a {@code Backup} or {@code Restore} object in the
 * TidbCluster's namespace, which the operator carries out and reports on.
 *
 * <pre>{@code
 * OperatorStorage storage = OperatorStorage.s3("my-bucket").prefix("tidb").region("us-west-2").build();
 * OperatorTemplate template = OperatorTemplate.builder().cleanPolicy("Delete").build();
 * DataPlane plane = OperatorDataPlane.on(cluster).storage(storage).backupTemplate(template).build();
 * }</pre>
 *
 * A member is called {@code fed-<operation>}, carries the label {@code brfed.io/operation} with the operation's id, and
 * its stamp as annotations {@code brfed.io/…}. What the role of the cluster's user does not allow is done without, and
 * said: without {@code watch} members are polled, without {@code list} exclusion is not checked, without leases it is
 * checked twice, without {@code tidbclusters} the stores are not compared, and without jobs, pods and nodes the pause
 * cannot be confirmed.
 *
 * <p>Immutable, safe for use by several threads and operations. It owns nothing: the {@link KubernetesCluster} does.
 *
 * @since 0.1.0
 */
public final class OperatorDataPlane implements DataPlane {
    private final KubernetesCluster cluster;
    private final PlaneSettings settings;
    private final OperatorMembers members;

    private OperatorDataPlane(KubernetesCluster cluster, PlaneSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
        members = new OperatorMembers(cluster.server(), settings);
    }

    /**
     * Begins a data plane in one cluster.
     *
     * @param cluster stays the caller's, who closes it when no operation uses it any more
     */
    public static Builder on(KubernetesCluster cluster) {
        return new Builder(cluster);
    }

    @Override
    public String fingerprint() {
        return settings.fingerprint();
    }

    @Override
    public CompletionStage<Readiness> check(MemberRequest request, Duration limit) {
        return members.check(request, limit);
    }

    @Override
    public CompletionStage<Exclusion> claim(MemberRequest request, OperationId id, Duration limit) {
        return members.claim(request, id, limit);
    }

    @Override
    public CompletionStage<Void> unclaim(Member member, OperationId id, Duration limit) {
        return members.unclaim(member, id, limit);
    }

    @Override
    public CompletionStage<MemberState> declare(Declaration declaration, Duration limit) {
        return members.declare(declaration, limit);
    }

    @Override
    public CompletionStage<MemberState> observe(Member member, Freshness freshness, Duration limit) {
        return members.observe(member, freshness, limit);
    }

    @Override
    public CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Duration limit) {
        return members.list(tidbCluster, limit);
    }

    @Override
    public CompletionStage<MemberState> delete(Deletion deletion, Duration limit) {
        return members.delete(deletion, limit);
    }

    @Override
    public Subscription subscribe(Member member, Runnable changed) {
        return members.subscribe(member, changed);
    }

    /**
     * The object that a request would create, as YAML, without asking the cluster or changing anything. The marks of a
     * running operation, its stamp and its label, are left out. Settings are shown word for word.
     *
     * @param request the request
     * @param first the phase that the object is created in: {@code INITIALIZE} for the initializer of a backup,
     *     {@code EXECUTE} for the others, {@code RESTORE_VOLUME} for members of a restore
     */
    public String preview(MemberRequest request, Phase first) {
        return YamlText.of(new MemberSpecs(settings).unstamped(request, first));
    }

    /** The cluster it works in. */
    @Override
    public String toString() {
        return "OperatorDataPlane on " + cluster;
    }

    /**
     * Collects the settings of an {@link OperatorDataPlane}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final Duration DEFAULT_CLAIM = Duration.ofMinutes(15);

        private final KubernetesCluster cluster;
        private OperatorTemplate backupTemplate = OperatorTemplate.defaults();
        private OperatorTemplate restoreTemplate = OperatorTemplate.defaults();
        private @Nullable OperatorStorage storage;
        private OperatorStorage.PrefixRule prefixRule = OperatorStorage.PrefixRule.PER_BACKUP;
        private @Nullable OperatorStorage restoreSource;
        private String volumeAz = "";
        private Duration claim = DEFAULT_CLAIM;

        private Builder(KubernetesCluster cluster) {
            this.cluster = Objects.requireNonNull(cluster, "cluster");
        }

        /** Sets what members of backups get. Default: everything is left to the operator. */
        public Builder backupTemplate(OperatorTemplate value) {
            backupTemplate = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets what members of restores get. Default: everything is left to the operator. */
        public Builder restoreTemplate(OperatorTemplate value) {
            restoreTemplate = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets where backups are kept, and how that storage is reached when a backup is restored. Required for backups.
         */
        public Builder storage(OperatorStorage value) {
            storage = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets how a member's prefix is made from the storage's. Default: {@code PER_BACKUP}. */
        public Builder prefixRule(OperatorStorage.PrefixRule value) {
            prefixRule = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets where this member's part of the backup to be restored lies, word for word. Default: where the request says,
         * reached like {@link #storage}.
         */
        public Builder restoreSource(OperatorStorage value) {
            restoreSource = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the availability zone that volumes are restored to. Default: the zone they were in. */
        public Builder volumeAz(String value) {
            volumeAz = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets how long the lock on a TidbCluster lasts if it is not given back. It is not renewed: it only closes the gap
         * until the member object exists, which then speaks for itself. At least a second; less than the 20 seconds for which
         * an operation trusts its lock ({@link io.brfed.plane.Exclusion.Locked}) is for tests only. Default: 15 minutes.
         */
        public Builder claimDuration(Duration value) {
            if (value.toSeconds() < 1) {
                throw new IllegalArgumentException("claimDuration must be at least 1 s, is " + value);
            }
            claim = value;
            return this;
        }

        /** The data plane. Settings are checked with each request, before anything is created. */
        public OperatorDataPlane build() {
            PlaneSettings settings = new PlaneSettings(
                    template(backupTemplate),
                    template(restoreTemplate),
                    Optional.ofNullable(storage).map(OperatorStorage::fields),
                    PlaneSettings.PrefixRule.valueOf(prefixRule.name()),
                    Optional.ofNullable(restoreSource).map(OperatorStorage::fields),
                    volumeAz,
                    claim);
            return new OperatorDataPlane(cluster, settings);
        }

        private static PlaneSettings.Template template(OperatorTemplate template) {
            return new PlaneSettings.Template(template.fields(), template.labels(), template.annotations());
        }
    }
}
