package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the reader takes what the original writes, and nothing that the original would refuse. */
class StrictOriginalReaderTest {
    private static final String ORIGINAL = """
            {"cluster_info":{"cluster_version":"7.5.3","full_backup_type":"aws-ebs","resolved_ts":451234567890123456,"replicas":null},
             "tikv":{"replicas":3,"stores":[{"store_id":1,"volumes":[
               {"volume_id":"vol-0aaa","type":"storage.data-dir","snapshot_id":"snap-0aaa","restore_volume_id":"","volume_az":"us-west-2a","status":""},
               {"volume_id":"vol-0bbb","type":"raft-engine.dir","snapshot_id":"snap-0bbb","restore_volume_id":"","volume_az":"us-west-2a","status":""}]}]},
             "tidb":{"replicas":2},"pd":{"replicas":3},
             "kubernetes":{
              "pvcs":[{"metadata":{"name":"tikv-db-tikv-0","namespace":"prod","labels":{"app.kubernetes.io/instance":"db"}},
                       "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"500Gi"}},"volumeName":"pvc-1"},"status":{"phase":"Bound"}},
                      {"metadata":{"name":"tikv-raft-db-tikv-0","namespace":"prod","creationTimestamp":"2026-01-07T03:11:09Z"},"spec":{"volumeName":"pvc-2"}}],
              "pvs":[{"metadata":{"name":"pvc-1","annotations":{"temporary/volume-id":"vol-0aaa"}},
                      "spec":{"capacity":{"storage":"500Gi"},"csi":{"driver":"ebs.csi.aws.com","volumeHandle":"vol-0aaa","fsType":"ext4"},
                              "claimRef":{"kind":"PersistentVolumeClaim","namespace":"prod","name":"tikv-db-tikv-0"},
                              "nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.ebs.csi.aws.com/zone","operator":"In","values":["us-west-2a"]}]}]}}}},
                     {"metadata":{"name":"pvc-2","annotations":{"temporary/volume-id":"vol-0bbb"}},"spec":{"claimRef":{"name":"tikv-raft-db-tikv-0"}}}],
              "crd_tidb_cluster":{"metadata":{"name":"db","namespace":"prod"},"spec":{"tikv":{"replicas":1,"storageVolumes":[{"name":"raft","storageSize":"50Gi","mountPath":"/var/lib/raft"}],
                                  "config":"\\"raft-engine.dir\\" = \\"/var/lib/raft\\"\\n"}}},
              "options":null},
             "options":null,"region":""}
            """;

    private static List<String> read(String text) {
        return StrictOriginalReader.backupMeta(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesWhatBrWrites() {
        assertThat(read(ORIGINAL)).isEmpty();
    }

    @Test
    void takesKeysThatItDoesNotKnow() {
        assertThat(read(ORIGINAL.replaceFirst("\\{", "{\"ours\":{\"x\":1},"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"7.5.3\"                      | \"v7.5.3\"                  | cluster_version",
                "\"aws-ebs\"                    | \"kv\"                      | full_backup_type",
                "451234567890123456             | \"451234567890123456\"      | resolved_ts",
                "451234567890123456             | 4.5e17                      | resolved_ts",
                "451234567890123456             | 18446744073709551616        | resolved_ts",
                "451234567890123456             | 0                           | resolved_ts is 0",
                "\"store_id\":1                 | \"store_id\":\"1\"          | store_id",
                "\"store_id\":1                 | \"store_id\":0              | store_id",
                "\"tikv\":{\"replicas\":3       | \"tikv\":{\"replicas\":3.0  | tikv.replicas",
                "\"volume_id\":\"vol-0bbb\"     | \"volume_id\":\"vol-0aaa\"  | there twice",
                "\"snap-0bbb\"                  | \"\"                        | snapshot_id",
                "\"volume_az\":\"us-west-2a\"   | \"volume_az\":\"\"          | volume_az",
                "\"storage.data-dir\"           | \"data\"                    | has not one data volume",
                "{\"name\":\"tikv-raft-db-tikv-0\"}| {\"name\":\"other\"}         | no pvc of the list",
                "\"temporary/volume-id\":\"vol-0bbb| \"volume-id\":\"vol-0bbb  | no pv is of",
                "tikv-raft-db-tikv-0            | tikv-raft-tikv-0            | is no name of a volume",
                "\"options\":null},             | \"options\":{}},            | kubernetes.options",
                "\"config\":\"                  | \"config\":3,\"other\":\"   | spec.tikv.config",
                "\"config\":\"                  | \"config\":\"= =            | no TOML",
                "\"replicas\":1,                | \"replicas\":2,             | spec.tikv.replicas",
                "\"storageVolumes\"             | \"volumes\"                 | spec.tikv.storageVolumes",
                "{\"storage\":\"500Gi\"}}       | {\"storage\":\"much\"}}     | spec.resources.requests",
                "[\"ReadWriteOnce\"]            | \"ReadWriteOnce\"           | spec.accessModes",
                "2026-01-07T03:11:09Z           | yesterday                   | metadata.creationTimestamp",
                "\"fsType\":\"ext4\"            | \"fsType\":4                | spec.csi.fsType",
                "\"values\":[\"us-west-2a\"]    | \"values\":\"us-west-2a\"   | nodeSelectorTerms"
            })
    void refusesWhatTheOriginalRefuses(String from, String to, String problem) {
        String changed = ORIGINAL.replace(from, to);
        assertThat(changed).isNotEqualTo(ORIGINAL);

        assertThat(read(changed)).anySatisfy(found -> assertThat(found).contains(problem));
    }
}
