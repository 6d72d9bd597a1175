package io.brfed.aws.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.SnapshotId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Counts the blocks of snapshots, through EBS' own interface. Thread-safe. */
public final class EbsBlocks {
    private static final String PAGE = "10000";
    /** What the largest volume has, 64 TiB in blocks of 512 KiB, and some more, because a page may be empty. */
    private static final int MAX_PAGES = 20_000;

    private final EbsDirect ebs;
    private final AwsThreads threads;
    private final Ec2Questions questions;

    /** Counts by questions to EBS. */
    public EbsBlocks(EbsDirect ebs, AwsThreads threads, CallBudget budget) {
        this.ebs = ebs;
        this.threads = threads;
        this.questions =
                new Ec2Questions(new AwsCalls(threads), budget, new Ec2Questions.Manner(Call.LIST_BLOCKS, MAX_PAGES));
    }

    /** The bytes of all blocks. */
    CompletionStage<Long> all(SnapshotId snapshot, Duration limit) {
        AwsCall call = call("ListSnapshotBlocks", snapshot.value(), limit);
        return sum(questions.all(call, (left, token) -> {
            JsonNode page = ebs.get("/snapshots/" + snapshot + "/blocks", query(Map.of(), token), threads, left);
            return page(page.path("Blocks").size(), page);
        }));
    }

    /** The bytes of the blocks that a snapshot has otherwise than an older one of the same volume. */
    CompletionStage<Long> changed(SnapshotId older, SnapshotId snapshot, Duration limit) {
        AwsCall call = call("ListChangedBlocks", snapshot + " since " + older, limit);
        Map<String, String> first = Map.of("firstSnapshotId", older.value());
        return sum(questions.all(call, (left, token) -> {
            JsonNode page = ebs.get("/snapshots/" + snapshot + "/changedblocks", query(first, token), threads, left);
            int there = 0;
            for (JsonNode block : page.path("ChangedBlocks")) {
                // Without one the block was given back since.
                there += block.hasNonNull("SecondBlockToken") ? 1 : 0;
            }
            return page(there, page);
        }));
    }

    private static AwsCall call(String action, String subject, Duration limit) {
        return new AwsCall("EBS", action, subject, AwsCall.Kind.QUESTION, limit);
    }

    private static Map<String, String> query(Map<String, String> more, @Nullable String token) {
        Map<String, String> query = new HashMap<>(more);
        query.put("maxResults", PAGE);
        if (token != null) {
            query.put("pageToken", token);
        }
        return query;
    }

    private static Ec2Questions.Page<Long> page(int blocks, JsonNode page) {
        long bytes = blocks * page.path("BlockSize").asLong();
        return new Ec2Questions.Page<>(List.of(bytes), page.path("NextToken").asText(null));
    }

    private static CompletionStage<Long> sum(CompletionStage<List<Long>> pages) {
        return AwsCalls.bare(
                pages.thenApply(all -> all.stream().mapToLong(bytes -> bytes).sum()));
    }
}
