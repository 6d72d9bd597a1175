package io.brfed.internal.direct.rebuild;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a claim as the StatefulSet of TiDB Operator v1 makes it: {@code <volume>-<TidbCluster>-tikv-<number>}.
 *
 * @param volume the volume's name, {@code tikv} for the data volume
 * @param ordinal the number of the pod
 */
record ClaimName(String volume, int ordinal) {
    static Optional<ClaimName> parse(String name, String tidbCluster) {
        Matcher matcher = Pattern.compile("(.+)-" + Pattern.quote(tidbCluster) + "-tikv-(0|[1-9]\\d{0,8})")
                .matcher(name);
        return matcher.matches()
                ? Optional.of(new ClaimName(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }
}
