package io.brfed.internal.direct;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.RestoreTarget.Specification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares a TidbCluster that is restored into with what was backed up. */
final class TargetCheck {
    private static final String PLAIN = "plaintext";
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

    private TargetCheck() {}

    /** What was started, or left by somebody else. */
    static List<Finding> fresh(RestoreTarget target) {
        List<Finding> findings = new ArrayList<>();
        if (target.mode() != RestoreTarget.Mode.RECOVERY) {
            findings.add(Finding.fault(
                    "spec.recoveryMode",
                    "false",
                    "the TidbCluster is not in recovery mode, so it starts TiKV without its volumes",
                    "create a new TidbCluster with spec.recoveryMode: true"));
        }
        target.volumesReady()
                .ifPresent(who -> findings.add(Finding.fault(
                        "tidb.pingcap.com/tikv-volumes-ready",
                        who,
                        "another restore has let TiKV start",
                        "delete that restore, or create a new TidbCluster")));
        if (!target.pods().isEmpty() || !target.stores().isEmpty()) {
            findings.add(Finding.fault(
                    "TiKV",
                    target.pods().stream().map(RestoreTarget.Pod::name).toList() + " " + target.stores(),
                    "runs, or has run, already",
                    "create a new TidbCluster in recovery mode, in which nothing has been started"));
        }
        target.claims()
                .forEach(claim -> findings.add(Finding.fault(
                        "persistent volume claim",
                        claim.name(),
                        claim.restore()
                                .map(restore -> "was made by restore " + restore)
                                .orElse("exists already under the name that a restored one needs"),
                        "delete it if nobody needs it, or restore into another TidbCluster")));
        return findings;
    }

    /** What is not as it was in the backup. */
    static List<Finding> equal(RestoreTarget target, BackupPart part, RestorePlan plan) {
        List<Finding> findings = new ArrayList<>();
        Specification wanted = target.specification();
        int stores = part.meta().content().stores().size();
        if (wanted.replicas().tikv() != stores) {
            findings.add(Finding.fault(
                    "spec.tikv.replicas",
                    Integer.toString(wanted.replicas().tikv()),
                    "the backup has " + stores + " stores here",
                    "set it to " + stores));
        }
        Set<String> volumes = new TreeSet<>();
        plan.volumes().forEach(volume -> volumes.add(volume.volume()));
        if (plan.findings().isEmpty() && !volumes.equals(new TreeSet<>(wanted.tikvVolumes()))) {
            findings.add(Finding.fault(
                    "spec.tikv.storageVolumes",
                    wanted.tikvVolumes().toString(),
                    "the stores of the backup have volumes " + volumes,
                    "give TiKV the same volumes"));
        }
        tiflash(wanted, part, findings);
        encryption(wanted, part, findings);
        version(wanted, part, findings);
        return findings;
    }

    private static void tiflash(Specification wanted, BackupPart part, List<Finding> findings) {
        int backedUp = source(part)
                .map(object -> object.at("/spec/tiflash/replicas").asInt(0))
                .orElse(0);
        if (backedUp > 0 || wanted.replicas().tiflash() > 0) {
            findings.add(Finding.fault(
                    "spec.tiflash",
                    "backup " + backedUp + ", here " + wanted.replicas().tiflash(),
                    "TiFlash's replicas stay in the regions' peer lists, and its data is on none of the snapshots",
                    "take the backup without TiFlash replicas, and add TiFlash after the restore"));
        }
    }

    private static void encryption(Specification wanted, BackupPart part, List<Finding> findings) {
        String config = source(part)
                .map(object -> object.at("/spec/tikv/config").asText(""))
                .orElse("");
        String method = setting(config, "data-encryption-method").orElse(PLAIN);
        if (!method.equals(PLAIN) && !method.equals(wanted.encryptionMethod())) {
            findings.add(Finding.fault(
                    "security.encryption.data-encryption-method",
                    wanted.encryptionMethod(),
                    "the backup's TiKV had " + method + ", so that its files could not be read",
                    "set it to " + method));
        }
        String key = setting(config, "key-id").orElse("");
        if (!method.equals(PLAIN) && !key.isEmpty() && !key.equals(wanted.masterKey())) {
            findings.add(Finding.fault(
                    "security.encryption.master-key.key-id",
                    wanted.masterKey(),
                    "the backup's TiKV had another master key, " + key + ", so that its files could not be read",
                    "set it to " + key + ", and give this account the right to use it"));
        }
    }

    /** The config is TOML; both keys are told by their last part in whatever table they stand. */
    private static Optional<String> setting(String config, String key) {
        Matcher matcher = Pattern.compile(Pattern.quote(key) + "\"?\\s*=\\s*[\"']([^\"']*)[\"']")
                .matcher(config);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static void version(Specification wanted, BackupPart part, List<Finding> findings) {
        long[] here = parts(wanted.version());
        long[] there = parts(part.meta().clusterVersion());
        boolean older = here.length > 0 && there.length > 0 && Arrays.compare(here, there) < 0;
        if (older) {
            findings.add(Finding.fault(
                    "spec.version",
                    wanted.version(),
                    "is older than the backup's " + part.meta().clusterVersion() + "; TiKV cannot go back",
                    "set " + part.meta().clusterVersion() + " or later"));
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

    private static Optional<ObjectNode> source(BackupPart part) {
        return part.meta().content().objects().tidbCluster();
    }
}
