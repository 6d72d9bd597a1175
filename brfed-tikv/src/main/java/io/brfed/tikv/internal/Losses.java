package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.StorePreparation.Loss;
import io.grpc.Status;

/** What a TiKV store means by ending a call. */
final class Losses {
    private Losses() {}

    static Loss of(Status status) {
        String words = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case UNIMPLEMENTED -> Loss.UNSUPPORTED;
            case CANCELLED -> words.contains("aborted by server") ? Loss.SUPERSEDED : Loss.BROKEN;
            case FAILED_PRECONDITION -> words.contains("lease has expired") ? Loss.LEASE_EXPIRED : Loss.BROKEN;
            case INTERNAL -> words.contains("Raftstore V2") ? Loss.UNSUPPORTED : Loss.BROKEN;
            default -> Loss.BROKEN;
        };
    }

    /** The failure of one call to a store. */
    static ProviderException ofStore(WireFaults.Attempt attempt, Throwable error) {
        Throwable cause = WireFaults.unwrapped(error);
        if (cause instanceof ProviderException classified) {
            return classified;
        }
        Status status = Status.fromThrowable(cause);
        String said = WireFaults.text(status);
        return switch (of(status)) {
            case UNSUPPORTED ->
                new ProviderException(Fault.REFUSED, attempt.failed(said + "; " + unsupported(attempt, status)), cause);
            case SUPERSEDED ->
                new ProviderException(
                        Fault.REFUSED,
                        attempt.failed(
                                said + "; somebody else prepares this store; end that, or wait until it has ended"),
                        cause);
            case LEASE_EXPIRED ->
                new ProviderException(
                        Fault.REFUSED, attempt.failed(said + "; take a lease first, and renew it in time"), cause);
            case BROKEN ->
                said.contains("coprocessor not initialized")
                        ? new ProviderException(
                                Fault.RETRY,
                                attempt.failed(
                                        said + "; the store is starting, or, if this stays so, runs Raftstore V2,"
                                                + " which cannot be backed up by snapshots"),
                                cause)
                        : WireFaults.of(attempt, cause);
        };
    }

    private static String unsupported(WireFaults.Attempt attempt, Status status) {
        if (status.getCode() != Status.Code.UNIMPLEMENTED) {
            return "Raftstore V2 cannot be backed up by snapshots";
        }
        if (attempt.what().equals("ReadRegionMeta") || attempt.what().equals("RecoverRegion")) {
            return "the store is not in recovery mode, which it enters if PD is marked as recovering when it starts: mark"
                    + " PD, then start the store anew";
        }
        return attempt.what().startsWith("PrepareSnapshotBackup")
                ? "leases are in TiKV 6.5.8 and later 6.5, 7.5.1 and later 7.5, and from 8.0.0 on"
                : "this version of TiKV does not have it";
    }
}
