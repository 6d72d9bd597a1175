package io.brfed.k8s.internal.job;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How BR is run. Immutable.
 *
 * @param pods the image and what users say about its pod
 * @param program BR's path in the image
 * @param options options of BR that users add
 * @param storage where and how it reads the backup
 * @param pd PD's address; empty for the service of the TidbCluster's own PD
 * @param pace how often it is looked at
 */
public record BrSettings(
        PodSettings pods, String program, List<String> options, Storage storage, Optional<String> pd, Pace pace) {
    /** Copies the options. */
    public BrSettings {
        options = List.copyOf(options);
    }

    /**
     * How BR reads the backup.
     *
     * @param region the bucket's region
     * @param endpoint another address than S3's own
     * @param secret the secret with the keys {@code access_key} and {@code secret_key}; empty if the pod's service account is
     *     enough
     */
    public record Storage(Optional<String> region, Optional<String> endpoint, Optional<String> secret) {}

    /**
     * How often and for how long.
     *
     * @param poll between two looks at the job
     * @param starting how long its pod may take to start
     * @param attempts how many jobs in all, of all processes
     */
    public record Pace(Duration poll, Duration starting, int attempts) {
        /** Every 5 seconds; 10 minutes to pull the image and find a node; 3 jobs. */
        public static final Pace DEFAULT = new Pace(Duration.ofSeconds(5), Duration.ofMinutes(10), 3);
    }
}
