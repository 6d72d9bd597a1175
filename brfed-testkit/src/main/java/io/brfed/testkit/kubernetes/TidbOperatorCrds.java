package io.brfed.testkit.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The kinds of TiDB Operator v1 that a federated backup uses, as small CRD documents of our own: only the fields that
 * brfed reads or writes, each with the type, enum and default of the published document. Anything of core Kubernetes
 * inside them (env, tolerations, volumes, resources) is kept as it comes.
 *
 * @since 0.1.0
 */
public final class TidbOperatorCrds {

    private static final List<String> FILES = List.of(
            "pingcap.com_backups.yaml",
            "pingcap.com_restores.yaml",
            "pingcap.com_tidbclusters.yaml",
            "federation.pingcap.com_volumebackups.yaml",
            "federation.pingcap.com_volumerestores.yaml",
            "federation.pingcap.com_volumebackupschedules.yaml");

    private TidbOperatorCrds() {}

    /** Read when first used: parsing YAML is most of what a server's start costs. */
    private static final class Holder {

        static final List<CrdSchema> ALL =
                FILES.stream().map(TidbOperatorCrds::read).toList();

        private Holder() {}
    }

    /**
     * Returns the kinds.
     *
     * @return Backup, Restore, TidbCluster, VolumeBackup, VolumeRestore and VolumeBackupSchedule
     */
    public static List<CrdSchema> all() {
        return Holder.ALL;
    }

    /**
     * Returns one of the kinds.
     *
     * @param kind such as {@code Backup}
     * @return the kind
     * @throws IllegalArgumentException if it is none of them
     */
    public static CrdSchema of(String kind) {
        return all().stream()
                .filter(schema -> schema.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of TiDB Operator here is called " + kind));
    }

    private static CrdSchema read(String file) {
        try (InputStream in = TidbOperatorCrds.class.getResourceAsStream("crds/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the CRD document " + file + " is missing in the testkit");
            }
            return CrdSchema.parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the CRD document " + file + " of the testkit could not be read", e);
        }
    }
}
