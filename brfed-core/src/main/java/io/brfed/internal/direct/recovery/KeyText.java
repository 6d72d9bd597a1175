package io.brfed.internal.direct.recovery;

/** Keys in messages, by their ranks. */
final class KeyText {
    private static final int LONGEST = 80;

    private final KeyArena keys;
    private final int[] ranked;

    /**
     * Of ranked keys.
     *
     * @param ranked their references, in order
     */
    KeyText(KeyArena keys, int[] ranked) {
        this.keys = keys;
        this.ranked = ranked;
    }

    String of(int rank) {
        if (rank == 0 || rank > ranked.length) {
            return rank == 0 ? "the beginning" : "the end";
        }
        String digits = keys.key(ranked[rank - 1]).toString();
        return digits.length() <= LONGEST ? digits : digits.substring(0, LONGEST) + "…";
    }
}
