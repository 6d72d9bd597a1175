package io.brfed.testkit.kubernetes;

/**
 * How a write is meant.
 *
 * @param dryRun everything is checked, nothing is stored
 * @param strict unknown fields are refused rather than removed
 * @param wholeObject status is written with the object even where the kind has a status subresource
 */
record WriteMode(boolean dryRun, boolean strict, boolean wholeObject) {

    /** The mode of writes that do not come over HTTP. */
    static final WriteMode IN_PROCESS = new WriteMode(false, true, true);
}
