package io.brfed.internal.drive;

import io.brfed.api.OperationId;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.Cluster;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Stamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was seen of an operation's members before anything was done.
 *
 * @param states the members that answered
 * @param silent the members that did not, each with the error
 */
record Look(Map<Cluster, MemberState> states, Map<Cluster, String> silent) {
    Look {
        states = new LinkedHashMap<>(states);
        silent = new LinkedHashMap<>(silent);
    }

    /**
     * The stamp of the operation that exists under this name, that of the keeper if it can be seen.
     *
     * @throws OperationRefusedException if members of different operations are found and no keeper tells which counts
     */
    Optional<Stamp> stamp(Request request) {
        List<Stamp> stamps = new ArrayList<>();
        Set<OperationId> ids = new HashSet<>();
        Stamp kept = null;
        for (Map.Entry<Cluster, MemberState> entry : states.entrySet()) {
            Stamp stamp = entry.getValue().stamp().orElse(null);
            if (stamp != null) {
                stamps.add(stamp);
                ids.add(stamp.id());
                boolean keeps = stamp.keeper().equals(entry.getKey().name());
                kept = kept == null && keeps ? stamp : kept;
            }
        }
        if (ids.size() > 1 && kept == null) {
            throw new OperationRefusedException(
                    request.name(),
                    "members of " + ids.size() + " different operations named '" + request.name() + "' exist: "
                            + describe() + ". Nothing was changed. Delete the left-over ones, or choose another name");
        }
        // Wherever a copy of the stamp is found, the keeper had been created before it.
        return Optional.ofNullable(kept)
                .or(() -> stamps.stream()
                        .max(Comparator.comparingInt(stamp -> stamp.reopened().times())))
                .map(stamp -> stamp.withRecorded(Set.of(stamp.keeper())).withEpoch(newest(stamp, stamps)));
    }

    /** A driver that did not reach the keeper has left its epoch with the others; whoever comes after has to be newer. */
    private static long newest(Stamp counting, List<Stamp> stamps) {
        return stamps.stream()
                .filter(stamp -> stamp.id().equals(counting.id()))
                .mapToLong(Stamp::epoch)
                .max()
                .orElse(counting.epoch());
    }

    /** Refuses to begin where something stands in the way. */
    void refuseNew(Request request) {
        List<String> foreign = states.entrySet().stream()
                .filter(entry -> entry.getValue().presence() == Presence.FOREIGN)
                .map(entry -> entry.getKey().name() + ": " + entry.getValue().detail())
                .toList();
        if (!foreign.isEmpty()) {
            throw new OperationRefusedException(
                    request.name(),
                    "something that is not ours stands in the place of a member and was left untouched: "
                            + String.join("; ", foreign)
                            + ". Nothing was changed. Remove it, or choose another name than '" + request.name() + "'");
        }
        if (!silent.isEmpty()) {
            throw new ProviderException(
                    Fault.UNREACHABLE,
                    "a new operation is not begun while a member does not answer: " + silentText()
                            + ". Nothing was changed; try again when it answers");
        }
    }

    /** The members that were seen not to exist. */
    Set<Cluster> absent() {
        return states.entrySet().stream()
                .filter(entry -> entry.getValue().presence() == Presence.ABSENT)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** This look with later answers; who gave one before and none now is silent. */
    Look with(Answers<MemberState> later) {
        Look look = new Look(states, silent);
        look.states.putAll(later.given());
        look.states.keySet().removeAll(later.missing().keySet());
        look.silent.keySet().removeAll(later.given().keySet());
        look.silent.putAll(later.missing());
        return look;
    }

    MemberState state(Cluster cluster) {
        return Objects.requireNonNull(states.get(cluster), () -> cluster + " was not seen");
    }

    /** The states that belong to an operation or say that there is nothing. */
    Map<Cluster, MemberState> known() {
        return states;
    }

    String silentText() {
        return String.join(
                "; ",
                silent.entrySet().stream()
                        .map(entry -> entry.getKey().name() + ": " + entry.getValue())
                        .toList());
    }

    private String describe() {
        return String.join(
                ", ",
                states.entrySet().stream()
                        .filter(entry -> entry.getValue().stamp().isPresent())
                        .map(entry -> entry.getKey().name() + " of " + id(entry.getValue()))
                        .toList());
    }

    private static OperationId id(MemberState state) {
        return state.stamp().orElseThrow().id();
    }
}
