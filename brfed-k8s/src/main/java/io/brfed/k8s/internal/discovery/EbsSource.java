package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.VolumeId;
import io.brfed.k8s.internal.Json;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The EBS volume behind a persistent volume, or why there is none that could be backed up. Immutable.
 *
 * @param id the volume; empty if there is a fault
 * @param problem what is wrong; empty if nothing is
 * @param advice what to do about it
 */
record EbsSource(Optional<VolumeId> id, String problem, String advice) {
    private static final String DRIVER = "ebs.csi.aws.com";
    private static final String AUTO_MODE_DRIVER = "ebs.csi.eks.amazonaws.com";
    private static final Pattern EBS_ID = Pattern.compile("vol-\\S*$");
    private static final String MOVE = "move the store to a volume of a storage class whose provisioner is " + DRIVER;

    static EbsSource of(ObjectNode volume) {
        JsonNode csi = Json.at(volume, "spec", "csi");
        JsonNode inTree = Json.at(volume, "spec", "awsElasticBlockStore");
        if (csi.isObject()) {
            return ofDriver(Json.text(csi, "driver"), Json.text(csi, "volumeHandle"));
        }
        if (inTree.isObject()) {
            return parsed("awsElasticBlockStore.volumeID", Json.text(inTree, "volumeID"));
        }
        return fault("is neither a volume of the CSI driver " + DRIVER + " nor an awsElasticBlockStore", MOVE);
    }

    private static EbsSource ofDriver(String driver, String handle) {
        if (driver.equals(AUTO_MODE_DRIVER)) {
            return fault(
                    "belongs to EKS Auto Mode (driver " + driver + "), whose volumes neither this nor TiDB Operator can"
                            + " restore",
                    MOVE + ", on nodes outside of Auto Mode");
        }
        return driver.equals(DRIVER)
                ? parsed("csi.volumeHandle", handle)
                : fault("belongs to the CSI driver '" + driver + "', which is not that of EBS", MOVE);
    }

    private static EbsSource parsed(String field, String text) {
        Matcher matcher = EBS_ID.matcher(text);
        return matcher.find() && matcher.group().length() > "vol-".length()
                ? new EbsSource(Optional.of(new VolumeId(matcher.group())), "", "")
                : fault(
                        "has the " + field + " '" + text + "', in which there is no id of an EBS volume",
                        "find out which EBS volume it stands for; one made by hand needs its id there");
    }

    private static EbsSource fault(String problem, String advice) {
        return new EbsSource(Optional.empty(), problem, advice);
    }
}
