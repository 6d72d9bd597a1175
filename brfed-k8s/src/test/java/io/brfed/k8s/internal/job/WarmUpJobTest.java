package io.brfed.k8s.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Request;
import io.brfed.spi.VolumeWarmUp.Store;
import io.brfed.spi.VolumeWarmUp.Strategy;
import io.brfed.spi.VolumeWarmUp.Volume;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WarmUpJobTest {
    private static final Store STORE = new Store("prod-tikv-0", List.of(new Volume("tikv", "tikv-prod-tikv-0")));
    private static final String TIDB_CLUSTER = """
            {"spec":{"tolerations":[{"operator":"Exists"}],"nodeSelector":{"pool":"all"},
              "tikv":{"nodeSelector":{"dedicated":"tikv"},"affinity":null}}}""";

    private static JsonNode pod(PodSettings settings, Optional<String> node) throws IOException {
        Request request = new Request(
                new OperationId("restore-1"),
                new OperationName("nightly"),
                new TidbClusterRef("tidb", "prod"),
                Moment.BEFORE_TIKV,
                Strategy.FIO,
                List.of(STORE));
        return new WarmUpJob(settings, request, Json.read(TIDB_CLUSTER))
                .of(STORE, node)
                .at("/spec/template/spec");
    }

    private static PodSettings settings() {
        return PodSettings.of("warm:1", Duration.ofHours(1));
    }

    @Test
    void runsWhereTikvMayRun() throws IOException {
        JsonNode pod = pod(settings(), Optional.empty());

        assertThat(pod.path("nodeSelector").toString()).isEqualTo("{\"dedicated\":\"tikv\"}");
        assertThat(pod.at("/tolerations/0/operator").asText()).isEqualTo("Exists");
        assertThat(pod.has("affinity")).isFalse();
    }

    @Test
    void whatUsersSayOfThePlaceComesFirst() throws IOException {
        JsonNode pod = pod(settings().withSpec("{nodeSelector: {warm: \"yes\"}}"), Optional.empty());

        assertThat(pod.path("nodeSelector").toString()).isEqualTo("{\"warm\":\"yes\"}");
    }

    @Test
    void onAGivenNodeNothingElseMatters() throws IOException {
        JsonNode pod = pod(settings(), Optional.of("node-7"));

        assertThat(pod.path("nodeName").asText()).isEqualTo("node-7");
        assertThat(pod.has("nodeSelector")).isFalse();
    }

    @Test
    void twoJobsOfOneSettingShareNothing() throws IOException {
        PodSettings settings = settings().withContainer("{env: [{name: TZ, value: UTC}]}");
        pod(settings, Optional.empty());

        assertThat(pod(settings, Optional.empty()).path("volumes")).hasSize(1);
    }
}
