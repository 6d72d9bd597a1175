package io.brfed.k8s.internal.manifest;

import java.util.Locale;

/** Whether one name is probably the other, mistyped. */
final class Similarity {
    private static final int MAX_EDITS = 2;
    private static final int MAX_LENGTH = 100;

    private Similarity() {}

    static boolean near(String known, String written) {
        if (written.length() > MAX_LENGTH || known.length() <= MAX_EDITS) {
            return false;
        }
        return edits(known.toLowerCase(Locale.ROOT), written.toLowerCase(Locale.ROOT)) <= MAX_EDITS;
    }

    /** The number of letters to insert, delete or replace to make one text of the other. */
    private static int edits(String a, String b) {
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
            }
            last = row;
        }
        return last[b.length()];
    }
}
