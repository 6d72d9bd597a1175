package io.brfed.aws.internal;

import java.util.Arrays;
import java.util.List;

/**
 * The rights that the calls of this module need; the one place from which the policy is written and messages name them. A
 * test compares it with what is really called.
 */
public enum AwsRight {
    /** Where volumes are attached, and what they are. */
    DESCRIBE_VOLUMES("ec2:DescribeVolumes", Scope.QUESTIONS),
    /** The other volumes of their instances. */
    DESCRIBE_INSTANCES("ec2:DescribeInstances", Scope.QUESTIONS),
    /** Progress, what an operation left behind, what is pending. */
    DESCRIBE_SNAPSHOTS("ec2:DescribeSnapshots", Scope.QUESTIONS),
    /** The snapshots of one instance at one instant. */
    CREATE_SNAPSHOTS("ec2:CreateSnapshots", Scope.TAKING),
    /** The tags in that request. */
    CREATE_TAGS("ec2:CreateTags", Scope.TAGGING),
    /** Snapshots that belong to no backup, or to one that is deleted. */
    DELETE_SNAPSHOT("ec2:DeleteSnapshot", Scope.REMOVING),
    /** Volumes from snapshots. */
    CREATE_VOLUME("ec2:CreateVolume", Scope.MAKING),
    /** The tags in that request. */
    TAG_VOLUMES("ec2:CreateTags", Scope.TAGGING_VOLUMES),
    /** Volumes of a restore that failed. */
    DELETE_VOLUME("ec2:DeleteVolume", Scope.REMOVING_VOLUMES),
    /** Which snapshots are made ready for volumes that are whole from the beginning. */
    DESCRIBE_FAST_RESTORES("ec2:DescribeFastSnapshotRestores", Scope.QUESTIONS_OF_RESTORES),
    /** Makes snapshots ready for that. */
    ENABLE_FAST_RESTORES("ec2:EnableFastSnapshotRestores", Scope.FAST_RESTORES),
    /** Ends that, which is charged for by the time. */
    DISABLE_FAST_RESTORES("ec2:DisableFastSnapshotRestores", Scope.FAST_RESTORES),
    /** The state of the keys that volumes are encrypted with. */
    DESCRIBE_KEY("kms:DescribeKey", Scope.KEYS),
    /** Sizes. */
    LIST_SNAPSHOT_BLOCKS("ebs:ListSnapshotBlocks", Scope.MEASURING),
    /** Sizes of what changed. */
    LIST_CHANGED_BLOCKS("ebs:ListChangedBlocks", Scope.MEASURING),
    /** Metadata and journals. */
    GET_OBJECT("s3:GetObject", Scope.OBJECTS),
    /** Metadata and journals. */
    PUT_OBJECT("s3:PutObject", Scope.OBJECTS),
    /** Journals, and the metadata of a deleted backup. */
    DELETE_OBJECT("s3:DeleteObject", Scope.OBJECTS),
    /** What there is; and without it S3 does not tell an absent object from a forbidden one. */
    LIST_BUCKET("s3:ListBucket", Scope.BUCKETS);

    private final String action;
    private final Scope scope;

    AwsRight(String action, Scope scope) {
        this.action = action;
        this.scope = scope;
    }

    /** Its name in a policy. */
    public String action() {
        return action;
    }

    /** Whether it is only about fast snapshot restore, which tags nothing. */
    boolean isOfFastRestores() {
        return scope == Scope.FAST_RESTORES;
    }

    /** The names in a policy of all rights of a scope. */
    public static List<String> actions(Scope scope) {
        return Arrays.stream(values())
                .filter(right -> right.scope == scope)
                .map(AwsRight::action)
                .toList();
    }

    /** What rights are granted on, each a statement of the policy. */
    public enum Scope {
        /** Questions, which EC2 grants for everything or not at all. */
        QUESTIONS("BrfedAsksWhatThereIs"),
        /** As {@link #QUESTIONS}, but only restores ask them. */
        QUESTIONS_OF_RESTORES("BrfedAsksForFastSnapshotRestore"),
        /** Snapshots. */
        FAST_RESTORES("BrfedEnablesFastSnapshotRestore"),
        /** Instances, their volumes, and new snapshots. */
        TAKING("BrfedTakesSnapshots"),
        /** New snapshots. */
        TAGGING("BrfedTagsSnapshotsAsItTakesThem"),
        /** Snapshots with our stamp. */
        REMOVING("BrfedRemovesItsOwnSnapshots"),
        /** New volumes, and the snapshots they are made from. */
        MAKING("BrfedMakesVolumes"),
        /** New volumes. */
        TAGGING_VOLUMES("BrfedTagsVolumesAsItMakesThem"),
        /** Volumes with our stamp. */
        REMOVING_VOLUMES("BrfedRemovesItsOwnVolumes"),
        /** Keys of KMS. */
        KEYS("BrfedLooksAtKeys"),
        /** Snapshots. */
        MEASURING("BrfedMeasuresSnapshots"),
        /** Objects below the locations of backups. */
        OBJECTS("BrfedKeepsMetadata"),
        /** Their buckets. */
        BUCKETS("BrfedListsMetadata");

        private final String statement;

        Scope(String statement) {
            this.statement = statement;
        }

        /** The id of its statement. */
        public String statement() {
            return statement;
        }
    }
}
