package io.brfed.internal.direct.recovery;

/** Is told how a recovery goes on, by tasks of its scheduler. */
@FunctionalInterface
public interface RecoveryListener {
    /**
     * Something was done.
     *
     * @param step the step
     * @param done how many regions, in this step, those included that an earlier process has done; while they are read, how
     *     many peers of regions stores have told
     * @param regions how many there are as far as is known; 0 if nothing is known yet
     */
    void progress(Step step, long done, long regions);

    /** The steps, in order. */
    enum Step {
        /** Reading what the stores have. */
        READ,
        /** Finding a leader for each region. */
        LEAD,
        /** Blocking the regions. */
        PREPARE,
        /** Taking the regions back. */
        FLASH_BACK
    }
}
