package io.brfed.k8s.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.VolumeId;
import io.brfed.k8s.internal.Json;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EbsSourceTest {
    private static EbsSource of(String spec) throws IOException {
        return EbsSource.of(Json.read("{\"spec\":" + spec.replace('\'', '"') + "}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'csi':{'driver':'ebs.csi.aws.com','volumeHandle':'vol-0a'}} | vol-0a",
                "{'csi':{'driver':'ebs.csi.aws.com','volumeHandle':'aws://us-west-2a/vol-0a'}} | vol-0a",
                "{'awsElasticBlockStore':{'volumeID':'vol-0a'}} | vol-0a",
                "{'awsElasticBlockStore':{'volumeID':'aws://us-west-2a/vol-0a'}} | vol-0a",
            })
    void readsEveryFormOfAVolumeId(String spec, String id) throws IOException {
        assertThat(of(spec).id()).contains(new VolumeId(id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'csi':{'driver':'ebs.csi.aws.com','volumeHandle':''}} | no id of an EBS volume",
                "{'csi':{'driver':'ebs.csi.aws.com'}} | no id of an EBS volume",
                "{'csi':{'driver':'ebs.csi.aws.com','volumeHandle':'vol-'}} | no id of an EBS volume",
                "{'awsElasticBlockStore':{'volumeID':''}} | no id of an EBS volume",
                "{'csi':{'driver':'ebs.csi.eks.amazonaws.com','volumeHandle':'vol-0a'}} | EKS Auto Mode",
                "{'csi':{'driver':'disk.csi.azure.com','volumeHandle':'vol-0a'}} | not that of EBS",
                "{'local':{'path':'/disk'}} | neither",
                "{} | neither",
            })
    void saysWhatIsWrongOtherwise(String spec, String problem) throws IOException {
        assertThat(of(spec).id()).isEmpty();
        assertThat(of(spec).problem()).contains(problem);
        assertThat(of(spec).advice()).isNotBlank();
    }
}
