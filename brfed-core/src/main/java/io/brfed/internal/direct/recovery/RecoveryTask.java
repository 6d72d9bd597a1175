package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import java.util.Objects;
import java.util.Set;

/**
 * What is to be recovered.
 *
 * @param name whose recovery it is; holds garbage collection by this name
 * @param stores exactly the stores of the backup
 * @param resolved what the data goes back to
 * @param latestCommit no commit on the volumes is above this: the timestamp that closed the backup's pause, or what stands
 *     for it
 * @param recordedId the greatest id that the backup's PD had given out; 0 if that was not recorded
 */
public record RecoveryTask(String name, Set<StoreId> stores, Tso resolved, Tso latestCommit, long recordedId) {
    /** Checks that no part is missing and copies the stores. */
    public RecoveryTask {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(resolved, "resolved");
        Objects.requireNonNull(latestCommit, "latestCommit");
        stores = Set.copyOf(stores);
    }
}
