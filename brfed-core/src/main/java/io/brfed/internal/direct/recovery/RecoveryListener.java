package io.brfed.internal.direct.recovery;

/** Is told how a recovery goes on, by tasks of its scheduler. */
@FunctionalInterface
public interface RecoveryListener {
    /**
     * Something was done.
     *
     * @param step the step
     * @param done how many regions, in this step and by this process
     * @param regions how many there are as far as is known
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
