package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationKind;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads members, from a live watch where that is enough. Thread-safe. */
final class MemberReads {
    private final ApiServer server;
    private final PauseView pause;
    private final ServiceView service;
    private final CleanView cleaning;

    MemberReads(ApiServer server) {
        this.server = server;
        pause = new PauseView(server);
        service = new ServiceView(server);
        cleaning = new CleanView(server);
    }

    CompletionStage<MemberState> observe(Member member, Freshness freshness, Limit limit) {
        Optional<StoredMember> known = freshness == Freshness.KNOWN ? known(member) : Optional.empty();
        if (known.isPresent()) {
            return seen(member, known, limit);
        }
        CompletionStage<Optional<StoredMember>> read = read(member, limit);
        return freshness == Freshness.CONFIRM && maybeInitializer(member)
                ? pause.confirmed(member, read, limit)
                : read.thenCompose(stored -> seen(member, stored, limit));
    }

    /** What was read, with what other objects say of it. */
    CompletionStage<MemberState> seen(Member member, Optional<StoredMember> stored, Limit limit) {
        return cleaning.seen(member, stored, limit).thenCompose(state -> service.seen(state, limit));
    }

    private boolean maybeInitializer(Member member) {
        return member.kind() == OperationKind.BACKUP
                && known(member)
                        .flatMap(StoredMember::stamp)
                        .map(stamp -> stamp.initializer().equals(member.cluster()))
                        .orElse(true);
    }

    /** What a live watch knows; empty does not mean that there is nothing. */
    Optional<StoredMember> known(Member member) {
        return server.watches().known(MemberNames.of(member)).map(object -> new StoredMember(member.kind(), object));
    }

    /** What is there now; empty only if the server says that this very object does not exist. */
    CompletionStage<Optional<StoredMember>> read(Member member, Limit limit) {
        ObjectKey key = MemberNames.of(member);
        return server.send(ApiRequest.get(key.path()), limit).thenApply(answer -> {
            if (answer.absent(key.resource(), key.name())) {
                return Optional.empty();
            }
            return Optional.of(stored(member, answer.orThrow()));
        });
    }

    /** Lets the watch know of a state that was read or written, and gives it back. */
    StoredMember stored(Member member, ObjectNode object) {
        StoredMember stored = new StoredMember(member.kind(), object);
        if (stored.stamp().isPresent()) {
            server.watches().offer(MemberNames.of(member), object);
        }
        return stored;
    }

    static MemberState state(Member member, Optional<StoredMember> stored) {
        return stored.map(found -> MemberReading.state(member, found)).orElseGet(() -> MemberState.absent(member));
    }

    CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Limit limit) {
        CompletionStage<List<MemberState>> backups = list(OperationKind.BACKUP, tidbCluster, limit);
        CompletionStage<List<MemberState>> restores = list(OperationKind.RESTORE, tidbCluster, limit);
        return backups.thenCombine(restores, (some, others) -> {
            List<MemberState> all = new ArrayList<>(some);
            all.addAll(others);
            return List.copyOf(all);
        });
    }

    private CompletionStage<List<MemberState>> list(OperationKind kind, TidbClusterRef tidbCluster, Limit limit) {
        ApiRequest request = ApiRequest.get(MemberNames.resource(kind).in(tidbCluster.namespace()))
                .with("labelSelector", MemberNames.OPERATION_LABEL);
        return new Listing(server, limit)
                .all(request)
                .thenApply(objects -> objects.stream()
                        .map(object -> new StoredMember(kind, object))
                        .filter(stored -> stored.worksOn(tidbCluster.namespace(), tidbCluster.name()))
                        .flatMap(stored -> stored.member().map(member -> MemberReading.state(member, stored)).stream())
                        .toList());
    }
}
