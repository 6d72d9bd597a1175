package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Member;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The journals of one Kubernetes cluster's members in the backup storage. A journal is replaced only by who has seen its
 * last version. Touched by tasks of the scheduler only.
 */
final class JournalStore {
    private static final String ROOT = "brfed/journal/";
    private static final int MOST_JOURNALS = 10_000;

    /** As many as a storage answers in parallel; more would only wait in its connections and time out there. */
    private static final int READS_AT_ONCE = 32;

    private final BackupStorage storage;
    private final Turns reads;
    private final Calls calls;

    JournalStore(BackupStorage storage, Scheduler scheduler) {
        this.storage = storage;
        this.calls = new Calls(scheduler);
        this.reads = new Turns(scheduler, READS_AT_ONCE);
    }

    /** What is stored of one member; a text that is not ours counts as foreign and is an empty journal. */
    CompletionStage<Optional<StoredObject>> read(Member member, Duration limit) {
        return calls.read(
                "reading the journal of " + member.operation(), limit, () -> storage.read(key(member), limit));
    }

    /**
     * Writes a journal if the stored one is what was seen before; empty if it is not.
     *
     * @param content the journal's text
     */
    CompletionStage<Optional<StoredObject>> write(
            Member member, byte[] content, Optional<StoredObject> seen, Duration limit) {
        Condition condition = seen.map(Condition::unchanged).orElse(Condition.ABSENT);
        return calls.write(
                "writing the journal of " + member.operation(),
                limit,
                () -> storage.write(key(member), content, condition, limit));
    }

    CompletionStage<Boolean> delete(Member member, Duration limit) {
        return calls.write(
                "deleting the journal of " + member.operation(),
                limit,
                () -> storage.delete(key(member), limit).thenApply(done -> true));
    }

    /** Every journal of a TidbCluster in a Kubernetes cluster; texts that are not ours are left out. */
    CompletionStage<List<MemberJournal>> list(ClusterName cluster, TidbClusterRef tidbCluster, Duration limit) {
        String folder = folder(cluster, tidbCluster);
        return calls.read(
                        "listing the journals of " + tidbCluster,
                        limit,
                        () -> storage.list(folder, MOST_JOURNALS, limit))
                .thenCompose(keys -> {
                    List<CompletableFuture<Optional<MemberJournal>>> journals = keys.stream()
                            .map(key ->
                                    readKey(key, cluster, tidbCluster, limit).toCompletableFuture())
                            .toList();
                    return CompletableFuture.allOf(journals.toArray(CompletableFuture[]::new))
                            .thenApply(all -> {
                                List<MemberJournal> found = new ArrayList<>();
                                journals.forEach(journal -> journal.join().ifPresent(found::add));
                                return found;
                            });
                });
    }

    private CompletionStage<Optional<MemberJournal>> readKey(
            String key, ClusterName cluster, TidbClusterRef tidbCluster, Duration limit) {
        Optional<Member> member = MemberKey.parse(
                        key.substring(folder(cluster, tidbCluster).length()))
                .map(parsed -> new Member(parsed.kind(), parsed.name(), cluster, tidbCluster));
        if (member.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return reads.take(() -> calls.read("reading " + key, limit, () -> storage.read(key, limit)))
                .thenApply(found -> found.flatMap(stored -> JournalText.read(member.get(), stored.content())));
    }

    private static String key(Member member) {
        return folder(member.cluster(), member.tidbCluster())
                + MemberKey.of(member).fileName();
    }

    private static String folder(ClusterName cluster, TidbClusterRef tidbCluster) {
        return ROOT + cluster + "/" + tidbCluster.namespace() + "/" + tidbCluster.name() + "/";
    }
}
