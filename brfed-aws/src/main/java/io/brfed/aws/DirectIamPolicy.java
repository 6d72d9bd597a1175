package io.brfed.aws;

import io.brfed.api.BackupLocation;
import io.brfed.aws.internal.AwsRight;
import io.brfed.aws.internal.AwsRight.Scope;
import io.brfed.aws.internal.PolicyStatement;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.VolumeTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The IAM policy with exactly the rights that {@link EbsSnapshotProvider}, {@link EbsVolumeProvider} and
 * {@link S3BackupStorage} need. Attach it to the
 * role that brfed runs with:
 *
 * <pre>{@code
 * String json = DirectIamPolicy.forBackupsIn(new BackupLocation("s3://bucket/backups/nightly"))
 *     .region("us-west-2")
 *     .account("123456789012")
 *     .json();
 * }</pre>
 *
 * Snapshots and volumes are only deleted if they carry brfed's tag. Where a bucket is encrypted with a KMS key of yours, that key's
 * policy must allow {@code kms:GenerateDataKey} and {@code kms:Decrypt}, which S3 asks for in brfed's name. Where volumes
 * are encrypted with one, it must allow {@code kms:CreateGrant}, {@code kms:Decrypt}, {@code kms:DescribeKey},
 * {@code kms:GenerateDataKeyWithoutPlaintext} and {@code kms:ReEncrypt*}, which EC2 asks for in brfed's name. Mutable while it
 * is put together, not thread-safe.
 *
 * @since 0.1.0
 */
public final class DirectIamPolicy {
    private static final String ANY = "*";

    private final List<BackupLocation> locations;
    private String partition = "aws";
    private String region = ANY;
    private String account = ANY;
    private boolean sizes = true;
    private boolean restores = true;
    private boolean fastRestores = true;

    private DirectIamPolicy(List<BackupLocation> locations) {
        this.locations = locations;
    }

    /**
     * Begins a policy for backups whose metadata is kept in these locations; none where it is kept elsewhere than on S3.
     *
     * @throws IllegalArgumentException if one of them is not of the form {@code s3://bucket/prefix}
     */
    public static DirectIamPolicy forBackupsIn(BackupLocation... locations) {
        for (BackupLocation location : locations) {
            if (!location.scheme().equals("s3") || location.prefix().isEmpty()) {
                throw new IllegalArgumentException("backup location '" + location + "' must be s3://bucket/prefix");
            }
        }
        return new DirectIamPolicy(List.of(locations));
    }

    /** Confines snapshots to one region. Default: all. */
    public DirectIamPolicy region(String name) {
        region = checked("region", name, "[a-z0-9-]+");
        return this;
    }

    /** Confines instances and volumes to one account, by its 12 digits. Default: all, which is the role's own. */
    public DirectIamPolicy account(String id) {
        account = checked("account", id, "[0-9]{12}");
        return this;
    }

    /** Sets the partition of AWS, for example {@code aws-cn}. Default: {@code aws}. */
    public DirectIamPolicy partition(String name) {
        partition = checked("partition", name, "[a-z0-9-]+");
        return this;
    }

    /** Leaves out what only {@link io.brfed.spi.SnapshotSizes} needs. Default: it is included. */
    public DirectIamPolicy withoutSizes() {
        sizes = false;
        return this;
    }

    /** Leaves out what only {@link EbsVolumeProvider} needs. Default: it is included. */
    public DirectIamPolicy withoutRestores() {
        restores = false;
        return this;
    }

    /** Leaves out what only {@link io.brfed.spi.FastSnapshotRestore} needs. Default: it is included. */
    public DirectIamPolicy withoutFastRestores() {
        fastRestores = false;
        return this;
    }

    private static String checked(String what, String value, String form) {
        if (!Objects.requireNonNull(value, what).matches(form)) {
            throw new IllegalArgumentException(what + " is '" + value + "'; it must be of the form " + form);
        }
        return value;
    }

    /** The policy document. */
    public String json() {
        return statements().stream()
                .map(PolicyStatement::json)
                .collect(Collectors.joining(
                        ",\n", "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n", "\n  ]\n}\n"));
    }

    private List<PolicyStatement> statements() {
        String snapshots = ec2(region, "", "snapshot/*");
        List<PolicyStatement> statements = new ArrayList<>();
        statements.add(PolicyStatement.on(Scope.QUESTIONS, ANY));
        statements.add(PolicyStatement.on(
                Scope.TAKING, ec2(region, account, "instance/*"), ec2(region, account, "volume/*"), snapshots));
        statements.add(PolicyStatement.on(Scope.TAGGING, snapshots)
                .where("StringEquals", "ec2:CreateAction", name(AwsRight.CREATE_SNAPSHOTS)));
        statements.add(PolicyStatement.on(Scope.REMOVING, snapshots)
                .where("Null", "aws:ResourceTag/" + SnapshotTags.OPERATION, "false"));
        if (restores) {
            statements.addAll(restoring(snapshots));
        }
        if (restores && fastRestores) {
            statements.add(PolicyStatement.on(Scope.QUESTIONS_OF_RESTORES, ANY));
            statements.add(PolicyStatement.on(Scope.FAST_RESTORES, snapshots));
        }
        if (sizes) {
            statements.add(PolicyStatement.on(Scope.MEASURING, snapshots));
        }
        if (!locations.isEmpty()) {
            statements.add(PolicyStatement.on(
                    Scope.OBJECTS, s3(location -> location.bucket() + "/" + literal(location.prefix()) + "/*")));
            // Not bound to a prefix: S3 could then not tell an absent object from a forbidden one.
            statements.add(PolicyStatement.on(Scope.BUCKETS, s3(BackupLocation::bucket)));
        }
        return statements;
    }

    private List<PolicyStatement> restoring(String snapshots) {
        String volumes = ec2(region, account, "volume/*");
        return List.of(
                PolicyStatement.on(Scope.KEYS, "arn:" + partition + ":kms:" + region + ":" + ANY + ":key/*"),
                PolicyStatement.on(Scope.MAKING, volumes, snapshots),
                PolicyStatement.on(Scope.TAGGING_VOLUMES, volumes)
                        .where("StringEquals", "ec2:CreateAction", name(AwsRight.CREATE_VOLUME)),
                PolicyStatement.on(Scope.REMOVING_VOLUMES, volumes)
                        .where("Null", "aws:ResourceTag/" + VolumeTags.OPERATION, "false"));
    }

    private String ec2(String where, String whose, String what) {
        return "arn:" + partition + ":ec2:" + where + ":" + whose + ":" + what;
    }

    private String[] s3(java.util.function.Function<BackupLocation, String> what) {
        return locations.stream()
                .map(location -> "arn:" + partition + ":s3:::" + what.apply(location))
                .distinct()
                .toArray(String[]::new);
    }

    /** A prefix that a policy does not take for a pattern. */
    private static String literal(String prefix) {
        return prefix.replaceAll("[*?$]", "\\${$0}");
    }

    private static String name(AwsRight right) {
        return right.action().substring(right.action().indexOf(':') + 1);
    }
}
