package io.brfed.k8s.internal;

import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Member;
import io.brfed.plane.Stamp;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Looks for members of other operations, ours or not, that still work on a TidbCluster. Thread-safe. */
final class UnfinishedMembers {
    private final ApiServer server;

    UnfinishedMembers(ApiServer server) {
        this.server = server;
    }

    /** The first unfinished member of another operation; fails with {@link NoRightException} if the role may not look. */
    CompletionStage<Optional<Exclusion>> find(Member member, OperationId id, Limit limit) {
        CompletionStage<List<StoredMember>> backups = all(OperationKind.BACKUP, member, limit);
        CompletionStage<List<StoredMember>> restores = all(OperationKind.RESTORE, member, limit);
        return backups.thenCombine(restores, (some, others) -> {
            Optional<Exclusion> backup = first(some, id);
            return backup.isPresent() ? backup : first(others, id);
        });
    }

    private CompletionStage<List<StoredMember>> all(OperationKind kind, Member member, Limit limit) {
        ApiRequest request = ApiRequest.get(
                MemberNames.resource(kind).in(member.tidbCluster().namespace()));
        return new Listing(server, limit).all(request).handle((objects, error) -> {
            if (error != null) {
                throw refined(Stages.cause(error));
            }
            return objects.stream()
                    .map(object -> new StoredMember(kind, object))
                    .filter(StoredMember::volumeSnapshot)
                    .filter(stored -> stored.worksOn(
                            member.tidbCluster().namespace(),
                            member.tidbCluster().name()))
                    .toList();
        });
    }

    private static RuntimeException refined(Throwable error) {
        if (error instanceof ProviderException failure && failure.fault() == Fault.REFUSED) {
            return new NoRightException(failure);
        }
        return error instanceof RuntimeException known ? known : new IllegalStateException(error);
    }

    private Optional<Exclusion> first(List<StoredMember> members, OperationId id) {
        return members.stream()
                .filter(stored -> !stored.stamp().map(Stamp::id).equals(Optional.of(id)))
                .filter(stored -> !finished(stored))
                .findFirst()
                .map(stored ->
                        new Exclusion.Taken(described(stored), stored.stamp().map(Stamp::id)));
    }

    private boolean finished(StoredMember stored) {
        return stored.has(MemberReading.COMPLETE)
                || stored.has(MemberReading.FAILED)
                || (stored.has(MemberReading.INVALID) && !pauseMayBeHeld(stored))
                || (failedBackup(stored) && !pauseMayBeHeld(stored));
    }

    /**
     * A backup of ours that has failed and holds no pause hinders nobody, although its members may wind down for hours.
     * A failed restore is different: its operator goes on with volumes and TiKV until the object is gone.
     */
    private static boolean failedBackup(StoredMember stored) {
        return stored.kind() == OperationKind.BACKUP
                && stored.stamp().filter(Stamp::failed).isPresent();
    }

    private boolean pauseMayBeHeld(StoredMember stored) {
        boolean over = stored.kind() == OperationKind.RESTORE
                || stored.has(MemberReading.PAUSE_ENDED)
                || stored.has(MemberReading.INITIALIZE_FAILED)
                || !stored.has(MemberReading.INITIALIZED);
        return !over
                && server.threads()
                        .now()
                        .isBefore(MemberReading.pauseEndsBy(stored).plus(MemberReading.PAUSE_LAG));
    }

    private String described(StoredMember stored) {
        String kind = stored.kind() == OperationKind.BACKUP ? "backup" : "restore";
        String object = stored.namespace() + "/" + stored.name() + " on " + server.name();
        return stored.stamp()
                .map(stamp -> kind + " '" + stamp.name() + "' (" + object + ")")
                .orElse(kind + " " + object + ", which brfed did not create");
    }

    /** The role may not list members, so nothing can be said. */
    static final class NoRightException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        NoRightException(ProviderException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
