package io.brfed.internal.loop;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.LeftBehind;
import io.brfed.api.Phase;
import io.brfed.api.PhaseTiming;
import io.brfed.api.Reached;
import io.brfed.internal.protocol.Table;
import io.brfed.plane.MemberState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a driver saw happen, for the report. Touched by tasks of the loop only. */
public final class Chronicle {
    private record Key(ClusterName member, Phase phase) {}

    private final Map<Key, Instant> starts = new LinkedHashMap<>();
    private final Map<Key, Instant> ends = new LinkedHashMap<>();
    private final List<LeftBehind> leftBehind = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final Set<Table.Row<?>> rows = new LinkedHashSet<>();
    private @Nullable Instant pauseEndsBy;

    /** Begins empty. */
    public Chronicle() {}

    /** Notes that a member accepted a phase. */
    void declared(ClusterName member, Phase phase, Instant at) {
        starts.putIfAbsent(new Key(member, phase), at);
    }

    /** Notes a phase that an earlier driver declared; its time is the best that is known. */
    void found(MemberState state, Instant at) {
        state.desired().ifPresent(phase -> {
            Instant start = state.createdAt().filter(created -> first(phase)).orElse(at);
            starts.putIfAbsent(new Key(state.member().cluster(), phase), start);
        });
    }

    /** Notes a condition; of one that was reached before this driver began, the member's own time counts. */
    void reached(ClusterName member, Reached reached, Instant at) {
        for (Key key : starts.keySet()) {
            if (key.member.equals(member) && ends(key.phase, reached.condition())) {
                ends.putIfAbsent(key, at);
            }
        }
    }

    /** Notes something that could not be cleaned up. */
    void leave(LeftBehind thing) {
        leftBehind.add(thing);
    }

    /** Notes something the caller should know. */
    public void notice(String text) {
        notices.add(text);
    }

    /** Notes when the pause ends by itself at the latest, for when nobody can be asked any more. */
    void pauseEndsBy(Instant at) {
        pauseEndsBy = at;
    }

    /** When the pause ends by itself at the latest, as far as was ever known. */
    public Optional<Instant> pauseEndsBy() {
        return Optional.ofNullable(pauseEndsBy);
    }

    void walked(List<Table.Row<?>> path) {
        rows.addAll(path);
    }

    /** When each member was in which phase. */
    public List<PhaseTiming> timings() {
        return starts.entrySet().stream()
                .map(entry -> new PhaseTiming(
                        entry.getKey().member(),
                        entry.getKey().phase(),
                        entry.getValue(),
                        Optional.ofNullable(ends.get(entry.getKey())).filter(end -> !end.isBefore(entry.getValue()))))
                .sorted(Comparator.comparing(PhaseTiming::start))
                .toList();
    }

    /** What was not cleaned up. */
    public List<LeftBehind> leftBehind() {
        return List.copyOf(leftBehind);
    }

    /** What the caller should know. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /** Every transition taken. */
    public Set<Table.Row<?>> rows() {
        return Set.copyOf(rows);
    }

    private static boolean first(Phase phase) {
        return phase == Phase.INITIALIZE || phase == Phase.RESTORE_VOLUME;
    }

    private static boolean ends(Phase phase, Condition condition) {
        return switch (phase) {
            case INITIALIZE -> condition == Condition.INITIALIZED || condition == Condition.INITIALIZE_FAILED;
            case EXECUTE -> condition == Condition.VOLUMES_COMPLETE || condition == Condition.VOLUMES_FAILED;
            case RESUME -> condition == Condition.PAUSE_ENDED || condition == Condition.INITIALIZE_FAILED;
            case TEARDOWN, RESTORE_FINISH -> condition == Condition.COMPLETE || condition == Condition.FAILED;
            case RESTORE_VOLUME -> condition == Condition.TIKV_READY || condition == Condition.FAILED;
            case RESTORE_DATA -> condition == Condition.DATA_RESTORED || condition == Condition.FAILED;
        };
    }
}
