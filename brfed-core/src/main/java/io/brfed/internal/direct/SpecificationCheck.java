package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.RestoreTarget.Encryption;
import io.brfed.spi.RestoreTarget.Specification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what a TidbCluster is meant to be with what the one that was backed up was meant to be.
 *
 * @param wanted of the one that is restored into
 * @param recovery what recovers the data
 */
record SpecificationCheck(Specification wanted, DataRecovery recovery) {
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(?:[-+].*)?");

    /** The master key of the backup, where AWS has it; nothing can be read without it. */
    static Optional<String> kmsKey(Specification backedUp) {
        Encryption encryption = backedUp.encryption();
        return encryption.isPlain()
                        || !encryption.keyType().equals("kms")
                        || encryption.key().isEmpty()
                ? Optional.empty()
                : Optional.of(encryption.key());
    }

    List<Finding> findings(Specification backedUp) {
        List<Finding> findings = new ArrayList<>();
        tiflash(backedUp, findings);
        encryption(backedUp.encryption(), findings);
        return findings;
    }

    private void tiflash(Specification backedUp, List<Finding> findings) {
        int here = wanted.replicas().tiflash();
        int there = backedUp.replicas().tiflash();
        String value = "backup " + there + ", here " + here;
        if (!recovery.recoversTiflash() && (here > 0 || there > 0)) {
            findings.add(
                    Finding.fault(
                            "spec.tiflash",
                            value,
                            "TiFlash's replicas stay in the regions' peer lists, and its data is on none of the snapshots, which the "
                                    + recovery.name() + " recovery cannot deal with",
                            "let BR recover the data, or take the backup without TiFlash replicas and add TiFlash after the restore"));
        } else if (here != there) {
            findings.add(Finding.fault(
                    "spec.tiflash.replicas",
                    value,
                    "the number of TiFlash's replicas has to be that of the backup",
                    "set it to " + there));
        }
    }

    private void encryption(Encryption there, List<Finding> findings) {
        Encryption here = wanted.encryption();
        if (there.isPlain()) {
            return;
        }
        if (!there.method().equals(here.method())) {
            findings.add(Finding.fault(
                    "security.encryption.data-encryption-method",
                    here.method(),
                    "the backup's TiKV had " + there.method() + ", so that its files could not be read",
                    "set it to " + there.method()));
        }
        if (!there.keyType().equals(here.keyType())) {
            findings.add(Finding.fault(
                    "security.encryption.master-key.type",
                    here.keyType(),
                    "the backup's TiKV had a master key of type " + there.keyType(),
                    "set it to " + there.keyType()));
        } else if (!there.key().equals(here.key())) {
            findings.add(Finding.fault(
                    "security.encryption.master-key",
                    here.key(),
                    "the backup's TiKV had another master key, " + there.key()
                            + ", so that its files could not be read",
                    "set it to " + there.key() + ", and give TiKV the right to use it"));
        }
    }

    /** That neither TiKV nor TiDB is older than what was backed up. */
    List<Finding> versions(String backedUp) {
        List<Finding> findings = new ArrayList<>();
        version("spec.tikv.version", wanted.versions().tikv(), backedUp, findings);
        version("spec.tidb.version", wanted.versions().tidb(), backedUp, findings);
        return findings;
    }

    private static void version(String field, String version, String backedUp, List<Finding> findings) {
        long[] here = parts(version);
        long[] there = parts(backedUp);
        if (here.length == 0 || there.length == 0) {
            findings.add(Finding.notice(
                    field,
                    version,
                    "cannot be compared with the backup's " + backedUp,
                    "see that it is not older, since neither can go back"));
        } else if (Arrays.compare(here, there) < 0) {
            findings.add(Finding.fault(
                    field,
                    version,
                    "is older than the backup's " + backedUp + ", and cannot go back",
                    "set " + backedUp + " or later"));
        }
    }

    private static long[] parts(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return new long[0];
        }
        String patch = matcher.group(3);
        return new long[] {
            Long.parseLong(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            patch == null ? 0 : Long.parseLong(patch)
        };
    }
}
