package io.brfed.internal.direct.recovery;

import java.util.Arrays;

/**
 * Sorts items that are numbers by keys that are elsewhere and long, piece by piece: a piece of the key and the item make
 * one number, which is sorted where it stands, so that a key is looked at only as far as it takes to tell it from others.
 */
final class PieceSort {
    private static final long ITEM = 0xFFFF_FFFFL;

    private final long[] places;
    private final Pieces pieces;
    private final int depths;

    private PieceSort(long[] places, Pieces pieces, int depths) {
        this.places = places;
        this.pieces = pieces;
        this.depths = depths;
    }

    /** Finds pieces of keys. */
    @FunctionalInterface
    interface Pieces {
        /**
         * One piece.
         *
         * @param item whose key it is of
         * @param depth which piece, from 0 on
         * @return 32 bits, compared unsigned
         */
        int piece(int item, int depth);
    }

    /**
     * Sorts. The items of equal keys end in their own order.
     *
     * @param places the items, in the lower halves; what is in the upper ones does not matter, before and afterwards
     * @param count how many of the places are used
     * @param depths how many pieces a key has
     */
    static void sort(long[] places, int count, Pieces pieces, int depths) {
        if (count > 1) {
            new PieceSort(places, pieces, depths).sort(0, count, 0);
        }
    }

    private void sort(int from, int to, int begin) {
        int depth = begin;
        while (depth < depths && !fill(from, to, depth)) {
            depth++;
        }
        Arrays.sort(places, from, to);
        if (depth < depths) {
            sortRuns(from, to, depth);
        }
    }

    /** Puts pieces above the items; whether they differ. */
    private boolean fill(int from, int to, int depth) {
        boolean differ = false;
        int first = pieces.piece((int) places[from], depth);
        for (int i = from; i < to; i++) {
            int item = (int) places[i];
            int piece = pieces.piece(item, depth);
            differ |= piece != first;
            // Flipping the sign makes the signed order of the whole the unsigned order of the piece.
            places[i] = ((long) (piece ^ Integer.MIN_VALUE) << Integer.SIZE) | (item & ITEM);
        }
        return differ;
    }

    private void sortRuns(int from, int to, int depth) {
        int begin = from;
        while (begin < to) {
            long piece = places[begin] >> Integer.SIZE;
            int end = begin + 1;
            while (end < to && places[end] >> Integer.SIZE == piece) {
                end++;
            }
            if (end - begin > 1) {
                sort(begin, end, depth + 1);
            }
            begin = end;
        }
    }
}
