package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.Tso;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.PdRecovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What all members of a restore share: what recovers PD and the data, and what the members of one operation know of each
 * other in this process. Touched by tasks of the scheduler only.
 */
public final class RestoreGroup {
    private static final int MOST = 100;

    private final PdRecovery pd;
    private final DataRecovery data;
    private final RestoreSettings settings;
    private final boolean givesUp;
    private final Map<OperationId, Shared> operations = new LinkedHashMap<>(16, 0.75f, true);

    /** Nothing is restored yet. */
    public RestoreGroup(PdRecovery pd, DataRecovery data, RestoreSettings settings) {
        this(pd, data, settings, false);
    }

    private RestoreGroup(PdRecovery pd, DataRecovery data, RestoreSettings settings, boolean givesUp) {
        this.givesUp = givesUp;
        this.pd = Objects.requireNonNull(pd, "pd");
        this.data = Objects.requireNonNull(data, "data");
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /** The same, of TidbClusters that nobody needs any more once the restore is deleted. */
    public RestoreGroup givingUp() {
        return new RestoreGroup(pd, data, settings, true);
    }

    /** Whether TiKV may be ended to remove what it holds. */
    boolean givesUp() {
        return givesUp;
    }

    PdRecovery pd() {
        return pd;
    }

    DataRecovery data() {
        return data;
    }

    RestoreSettings settings() {
        return settings;
    }

    /** What of it decides what a restore does. */
    String fingerprint() {
        return settings.replays() ? " replaying PD's settings" : "";
    }

    Shared of(OperationId id) {
        Shared shared = operations.computeIfAbsent(id, key -> new Shared());
        if (operations.size() > MOST) {
            operations.remove(operations.keySet().iterator().next());
        }
        return shared;
    }

    /**
     * That PD was marked, by this operation and while it was fresh, and gives out timestamps that are great enough.
     *
     * @param clusterId which PD; unsigned
     * @param timestamp what its timestamps are above
     */
    record Opened(long clusterId, Tso timestamp) {}

    /** What the members of one operation tell each other. What was told once stays; every process finds it out anew. */
    static final class Shared {
        private final Map<ClusterName, CompletableFuture<BackupPart>> parts = new HashMap<>();
        private final Map<ClusterName, CompletableFuture<Boolean>> clear = new HashMap<>();
        private final CompletableFuture<Opened> opened = new CompletableFuture<>();

        void tell(ClusterName member, BackupPart part) {
            future(member).complete(part);
        }

        void tell(Opened pd) {
            opened.complete(pd);
        }

        /** That nothing a member checks before TiKV starts is open. */
        void tellClear(ClusterName member) {
            clearOf(member).complete(true);
        }

        /** Ends when every member has told that it is; if one does not, the operation ends. */
        CompletionStage<Boolean> clear(Collection<ClusterName> members) {
            return CompletableFuture.allOf(members.stream().map(this::clearOf).toArray(CompletableFuture[]::new))
                    .thenApply(all -> true);
        }

        private CompletableFuture<Boolean> clearOf(ClusterName member) {
            return clear.computeIfAbsent(member, key -> new CompletableFuture<>());
        }

        /** Ends when the keeper has told it; if it fails it does not, and the operation ends. */
        CompletionStage<Opened> opened() {
            return opened;
        }

        /** Ends when every member has told its part. */
        CompletionStage<List<BackupPart>> parts(Collection<ClusterName> members) {
            List<CompletableFuture<BackupPart>> all =
                    members.stream().map(this::future).toList();
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .thenApply(done -> {
                        List<BackupPart> told = new ArrayList<>();
                        all.forEach(part -> told.add(part.join()));
                        return told;
                    });
        }

        private CompletableFuture<BackupPart> future(ClusterName member) {
            return parts.computeIfAbsent(member, key -> new CompletableFuture<>());
        }
    }
}
