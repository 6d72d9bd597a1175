package io.brfed.internal.direct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brfed.api.Finding;
import io.brfed.api.Tso;
import io.brfed.internal.direct.pause.PauseSettings;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdClient.MinResolvedTs;
import io.brfed.spi.PdIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What PD itself says before anything is paused, apart from its stores. Touched by tasks of the scheduler only. */
final class PdCheck {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String RULES = "placement-rules";

    private final Ground ground;
    private final PdClient pd;
    private final Calls calls;

    PdCheck(Ground ground) {
        this.ground = ground;
        this.pd = ground.reach().pd();
        this.calls = ground.calls();
    }

    /** Everything that is wrong, all at once. */
    CompletionStage<List<Finding>> run(List<PdShare> shares, Duration limit) {
        List<CompletableFuture<List<Finding>>> parts = List.of(
                identity(shares, limit).toCompletableFuture(),
                timestamps(limit).toCompletableFuture(),
                witnesses(limit).toCompletableFuture());
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        parts.stream().flatMap(part -> part.join().stream()).toList());
    }

    /** PD of another TiDB cluster, whose stores may have the same ids, is told by its id only. */
    private CompletionStage<List<Finding>> identity(List<PdShare> shares, Duration limit) {
        return calls.read("reading the identity of PD", limit, () -> pd.identity(limit))
                .thenApply(identity -> shares.stream()
                        .filter(share -> !share.clusterId().isEmpty())
                        .filter(share -> !share.clusterId().equals(id(identity)))
                        .map(share -> Finding.fault(
                                share.ground().cluster() + " status.clusterID",
                                share.clusterId(),
                                "is the TidbCluster's TiDB cluster, but the PD that was given is of " + id(identity),
                                "give the addresses of this TiDB cluster's PD, or name another TidbCluster"))
                        .toList());
    }

    private static String id(PdIdentity identity) {
        return Long.toUnsignedString(identity.clusterId());
    }

    private CompletionStage<List<Finding>> timestamps(Duration limit) {
        CompletionStage<MinResolvedTs> resolved =
                calls.read("reading the resolved timestamp", limit, () -> pd.minResolvedTs(limit));
        return resolved.thenCombine(calls.read("reading a timestamp", limit, () -> pd.timestamp(limit)), (ts, now) -> {
            List<Finding> findings = new ArrayList<>();
            clock(now, findings);
            resolved(ts, now, findings);
            return findings;
        });
    }

    private void clock(Tso now, List<Finding> findings) {
        Instant here = ground.scheduler().now();
        Duration ahead = Duration.between(now.physicalTime(), here);
        Duration most = ground.settings().clock();
        if (ahead.abs().compareTo(most) > 0) {
            findings.add(Finding.fault(
                    "clock",
                    here.toString(),
                    "is " + ahead.abs() + (ahead.isNegative() ? " behind" : " ahead of") + " PD's, which says "
                            + now.physicalTime() + "; at most " + most,
                    "set the clock of this host, or of PD's, by a time server"));
        }
    }

    private void resolved(MinResolvedTs ts, Tso now, List<Finding> findings) {
        if (!ts.enabled()) {
            findings.add(Finding.fault(
                    "pd-server.min-resolved-ts-persistence-interval",
                    "0",
                    "PD does not keep the resolved timestamp",
                    "set it to 1s"));
            return;
        }
        PauseSettings limits = ground.reach().settings();
        limits.tooFarBehind(ts.value(), now)
                .ifPresent(behind -> findings.add(Finding.fault(
                        "min-resolved-ts",
                        ts.value().toString(),
                        "is " + behind + " behind PD's clock, at most " + limits.staleness(),
                        "look for a store that does not report, or a transaction that holds a lock")));
    }

    /** A witness has no data, so that its store's snapshot cannot stand in for another's. */
    private CompletionStage<List<Finding>> witnesses(Duration limit) {
        return calls.read("reading the placement rules", limit, () -> pd.state(List.of(RULES), limit))
                .thenApply(PdCheck::witnessed)
                .exceptionally(error -> List.of(Finding.notice(
                        RULES,
                        "",
                        "could not be read, so that witnesses were not looked for: " + Causes.words(error),
                        "see what the message says")));
    }

    private static List<Finding> witnessed(Map<String, String> documents) {
        try {
            JsonNode rules = MAPPER.readTree(documents.getOrDefault(RULES, "null"));
            boolean any = rules.findValues("is_witness").stream().anyMatch(JsonNode::asBoolean);
            return any
                    ? List.of(Finding.fault(
                            RULES,
                            "is_witness",
                            "ask for witness replicas, which hold no data and which recovery from snapshots of volumes"
                                    + " does not support",
                            "make them voters and wait until PD has replaced the witnesses"))
                    : List.of();
        } catch (JsonProcessingException notJson) {
            return List.of(Finding.notice(
                    RULES, "", "are not JSON, so that witnesses were not looked for", "see what PD answers"));
        }
    }
}
