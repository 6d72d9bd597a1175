package io.brfed.examples;

import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The smallest system that a data plane can stand on: one page per member, which outlives every process. */
final class Notebook {
    private static final Duration PAUSE = Duration.ofMinutes(10);

    final Map<Member, Page> pages = new ConcurrentHashMap<>();
    final Map<TidbClusterRef, OperationId> locks = new ConcurrentHashMap<>();
    final List<Runnable> readers = new CopyOnWriteArrayList<>();
    volatile boolean open = true;

    synchronized void write(Member member, Page page) {
        pages.put(member, page);
        readers.forEach(Runnable::run);
    }

    synchronized void tearOut(Member member) {
        pages.remove(member);
        readers.forEach(Runnable::run);
    }

    void report(Member member, Condition condition) {
        write(member, pages.get(member).with(condition));
    }

    MemberState read(Member member) {
        Page page = pages.get(member);
        return page == null ? MemberState.absent(member) : page.state(member);
    }

    /**
     * What is written about one member.
     *
     * @param fields the stamp as text; none if somebody else wrote the page
     */
    record Page(Map<String, String> fields, Phase phase, Instant createdAt, List<Reached> reached, boolean deleting) {
        static Page of(Stamp stamp, Phase phase) {
            return new Page(stamp.fields(), phase, Instant.now(), List.of(), false);
        }

        static Page foreign() {
            return new Page(Map.of(), Phase.INITIALIZE, Instant.now(), List.of(), false);
        }

        Optional<Stamp> stamp() {
            return Stamp.parse(fields);
        }

        Page with(Stamp stamp, Phase later) {
            return new Page(stamp.fields(), later, createdAt, reached, deleting);
        }

        Page with(Condition condition) {
            List<Reached> more = new ArrayList<>(reached);
            more.add(Reached.of(condition, Instant.now()));
            return new Page(fields, phase, createdAt, List.copyOf(more), deleting);
        }

        Page inDeletion() {
            return new Page(fields, phase, createdAt, reached, true);
        }

        MemberState state(Member member) {
            Optional<Stamp> stamp = stamp();
            if (stamp.isEmpty()) {
                return MemberState.foreign(member, "a page in another hand");
            }
            MemberState.Builder state = MemberState.of(member, stamp.get())
                    .desired(phase)
                    .createdAt(createdAt)
                    .reached(reached);
            if (stamp.get().initializer().equals(member.cluster())) {
                state.pause(new PauseState(
                        Optional.empty(), createdAt.plus(PAUSE), Duration.ZERO, PauseState.Hold.UNKNOWN, ""));
            }
            return (deleting ? state.deleting() : state).build();
        }
    }
}
