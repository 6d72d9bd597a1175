package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.VolumeWarmUp.Request;
import io.brfed.spi.VolumeWarmUp.Store;
import io.brfed.spi.VolumeWarmUp.Strategy;
import io.brfed.spi.VolumeWarmUp.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the job that reads one store's volumes, as TiDB Operator's does.
 *
 * @param settings image and pod
 * @param request what is wanted
 * @param tidbCluster where TiKV may run
 */
record WarmUpJob(PodSettings settings, Request request, ObjectNode tidbCluster) {
    static final String PURPOSE = "warm-up";

    private static final String CONTAINER = "warm-up";
    private static final String PROGRAM = "/warmup_steps";
    private static final String ROOT = "/var/lib/";
    private static final String POD_LABEL = "tidb.pingcap.com/warm-up-pod";
    /** Once more than the first time: what was read stays read. */
    private static final int BACKOFF = 1;

    private static final List<String> PLACEMENT = List.of("nodeSelector", "affinity", "tolerations");

    String name(Store store) {
        return name(request, store);
    }

    static String name(Request request, Store store) {
        return JobName.of("brfed", request.id().value(), store.pod(), PURPOSE);
    }

    ObjectNode of(Store store, Optional<String> node) {
        JobDocument job = new JobDocument(settings, request.id(), PURPOSE)
                .label(POD_LABEL, store.pod())
                .command(CONTAINER, PROGRAM, arguments(request.strategy(), store))
                // It reads block devices.
                .privileged();
        store.volumes().forEach(volume -> job.mountClaim(volume.name(), volume.claim(), ROOT + volume.name()));
        node.ifPresentOrElse(name -> job.pod().put("nodeName", name), () -> place(job.pod()));
        return job.named(request.tidbCluster().namespace(), name(store), BACKOFF);
    }

    /** Where TiKV may run, unless users said otherwise. */
    private void place(ObjectNode pod) {
        for (String field : PLACEMENT) {
            JsonNode ofTikv = Json.at(tidbCluster, "spec", "tikv", field);
            JsonNode ofAll = Json.at(tidbCluster, "spec", field);
            JsonNode wanted = ofTikv.isMissingNode() || ofTikv.isNull() ? ofAll : ofTikv;
            if (!pod.has(field) && !wanted.isMissingNode() && !wanted.isNull()) {
                pod.set(field, wanted.deepCopy());
            }
        }
    }

    /** What the program is to read; empty if nothing. */
    static List<String> arguments(Strategy strategy, Store store) {
        List<String> arguments = new ArrayList<>();
        for (Volume volume : store.volumes()) {
            String how = how(strategy, volume);
            if (!how.isEmpty()) {
                arguments.add(how);
                arguments.add(ROOT + volume.name());
            }
        }
        if (strategy == Strategy.CHECK_WAL_ONLY && !arguments.isEmpty()) {
            arguments.add("--exit-on-corruption");
        }
        return List.copyOf(arguments);
    }

    private static String how(Strategy strategy, Volume volume) {
        if (!volume.data()) {
            return "--block";
        }
        return switch (strategy) {
            case FIO -> "--block";
            case HYBRID -> "--fs";
            case FSR, CHECK_WAL_ONLY -> "";
        };
    }
}
