/**
 * The direct plane's snapshots on EBS and its metadata on S3: start with {@link io.brfed.aws.EbsSnapshotProvider} and
 * {@link io.brfed.aws.S3BackupStorage}; {@link io.brfed.aws.Ec2Budget} is shared by all that use one account and region.
 * {@link io.brfed.aws.FolderBackupStorage} is for development. The classes only make calls; what is retried, when and how
 * often, is decided by the core.
 */
@NullMarked
package io.brfed.aws;

import org.jspecify.annotations.NullMarked;
