package io.brfed.tikv.internal;

import com.google.protobuf.ByteString;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.tikv.internal.PdHttp.Call;
import io.brfed.tikv.internal.wire.etcd.KVGrpc;
import io.brfed.tikv.internal.wire.etcd.KeyValue;
import io.brfed.tikv.internal.wire.etcd.RangeRequest;
import io.brfed.tikv.internal.wire.etcd.RangeResponse;
import io.brfed.tikv.internal.wire.pdpb.ResponseHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** PD's own state, which is on none of the volumes, as documents. */
final class PdDocuments {
    private static final int MOST_KEYS = 10_000;

    /** Where each document of PD's HTTP interface is. */
    private static final Map<String, String> PATHS = Map.of(
            "placement-rules", PdHttp.V1 + "/config/placement-rule",
            "region-label-rules", PdHttp.V1 + "/config/region-label/rules",
            "schedule", PdHttp.V1 + "/config/schedule",
            "replicate", PdHttp.V1 + "/config/replicate",
            "resource-groups", "/resource-manager/api/v1/config/groups");

    /** Under which keys of etcd the names of each kind of task are, and what is in the key before the name. */
    private static final Map<String, Names> NAMES = Map.of(
            "changefeeds", new Names("/tidb/cdc/", "changefeed/info/"),
            "log-backups", new Names("/tidb/br-stream/info/", "/info/"));

    private final PdGrpc grpc;
    private final PdHttp http;

    PdDocuments(PdGrpc grpc, PdHttp http) {
        this.grpc = grpc;
        this.http = http;
    }

    private record Names(String prefix, String marker) {}

    /** Where a document of PD's HTTP interface is. */
    static String path(String document) {
        return Objects.requireNonNull(PATHS.get(document), document);
    }

    CompletionStage<Map<String, String>> read(Collection<String> documents, Duration limit) {
        Map<String, CompletableFuture<Optional<String>>> answers = new TreeMap<>();
        for (String document : documents) {
            answers.put(document, read(document, limit).toCompletableFuture());
        }
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<String, String> found = new TreeMap<>();
                    answers.forEach((name, answer) -> answer.join().ifPresent(text -> found.put(name, text)));
                    return found;
                });
    }

    private CompletionStage<Optional<String>> read(String document, Duration limit) {
        String path = PATHS.get(document);
        Names names = NAMES.get(document);
        if (path != null) {
            return absentIfGone(http.send(Call.get(path), limit).thenApply(node -> Optional.of(node.toString())));
        }
        if (names != null) {
            return absentIfGone(keys(names, limit).thenApply(Optional::of));
        }
        return CompletableFuture.failedStage(new ProviderException(
                Fault.REFUSED,
                "there is no document '" + document + "' of PD; there are " + PATHS.keySet() + " and "
                        + NAMES.keySet()));
    }

    /**
     * Older versions have no resource groups; rules are answered only where placement rules are enabled (412), and once a
     * store has registered.
     */
    private static CompletionStage<Optional<String>> absentIfGone(CompletionStage<Optional<String>> answer) {
        return answer.exceptionallyCompose(error -> {
            Throwable cause = WireFaults.unwrapped(error);
            boolean absent = cause instanceof ProviderException gone
                    && (gone.fault() == Fault.GONE || WireFaults.isUnbootstrapped(gone));
            return absent ? CompletableFuture.completedStage(Optional.empty()) : CompletableFuture.failedStage(cause);
        });
    }

    private CompletionStage<String> keys(Names names, Duration limit) {
        ByteString from = ByteString.copyFromUtf8(names.prefix());
        byte[] end = names.prefix().getBytes(StandardCharsets.UTF_8);
        end[end.length - 1]++;
        PdGrpc.Method<RangeRequest, RangeResponse> method = new PdGrpc.Method<>(
                KVGrpc.getRangeMethod(), CallKind.READ, answer -> ResponseHeader.getDefaultInstance());
        return grpc.call(
                        method,
                        limit,
                        header -> RangeRequest.newBuilder()
                                .setKey(from)
                                .setRangeEnd(ByteString.copyFrom(end))
                                .setLimit(MOST_KEYS)
                                .setKeysOnly(true)
                                .build())
                .thenApply(answer -> namesIn(answer, names));
    }

    private static String namesIn(RangeResponse answer, Names names) {
        if (answer.getMore()) {
            throw new ProviderException(
                    Fault.REFUSED, "PD has more than " + MOST_KEYS + " keys that begin with " + names.prefix());
        }
        List<String> found = new ArrayList<>();
        for (KeyValue pair : answer.getKvsList()) {
            String key = pair.getKey().toStringUtf8();
            int at = key.indexOf(names.marker());
            if (at >= 0) {
                found.add(key.substring(at + names.marker().length()));
            }
        }
        return PdHttp.JSON.valueToTree(found).toString();
    }
}
