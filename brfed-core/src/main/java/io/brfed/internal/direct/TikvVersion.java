package io.brfed.internal.direct;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a version of TiKV can do, by the release tags of tikv/tikv that have {@code PrepareSnapshotBackup} in {@code components/backup}. */
final class TikvVersion {
    private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");

    private TikvVersion() {}

    /** Whether stores of a version know leases; of one that cannot be read that is found out when they are asked. */
    static boolean knowsLeases(String version) {
        Matcher parts = FORM.matcher(version);
        if (!parts.matches()) {
            return true;
        }
        int minor = Integer.parseInt(parts.group(2));
        int patch = Integer.parseInt(parts.group(3));
        return switch (Integer.parseInt(parts.group(1))) {
            case 0, 1, 2, 3, 4, 5 -> false;
            case 6 -> minor == 5 && patch >= 8;
            case 7 -> minor == 5 && patch >= 1;
            default -> true;
        };
    }

    /** Whether stores of a version know how to suspend imports. */
    static boolean suspendsImports(String version) {
        Matcher parts = FORM.matcher(version);
        if (!parts.matches()) {
            return true;
        }
        int major = Integer.parseInt(parts.group(1));
        return major > 6 || (major == 6 && Integer.parseInt(parts.group(2)) >= 5);
    }
}
