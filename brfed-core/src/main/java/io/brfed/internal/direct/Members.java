package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.direct.MemberFile.Fate;
import io.brfed.internal.direct.OpenMembers.Mark;
import io.brfed.plane.Declaration;
import io.brfed.plane.Declaration.Creation;
import io.brfed.plane.Deletion;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import io.brfed.spi.StoredObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The members of one Kubernetes cluster: those that this process works on, and those that are only stored. Touched by tasks
 * of the scheduler only.
 */
final class Members {
    private static final int TRIES = 3;
    private static final int REMOVALS = 20;
    private static final int FAREWELLS = 100;
    private static final Duration BETWEEN_REMOVALS = Duration.ofSeconds(60);

    private final Ground ground;
    private final JournalStore journals;
    private final Prepared prepared;
    private final Watchers watchers;
    private final OpenMembers open;
    private final Map<Member, MemberDuty> working = new HashMap<>();
    private final Map<Member, String> farewells = new LinkedHashMap<>();

    Members(Ground ground, Prepared prepared, Watchers watchers, OpenMembers open) {
        this.open = open;
        this.ground = ground;
        this.journals = ground.journals();
        this.prepared = prepared;
        this.watchers = watchers;
    }

    CompletionStage<MemberState> declare(Declaration declared) {
        return declare(declared, TRIES);
    }

    private CompletionStage<MemberState> declare(Declaration declared, int tries) {
        Member member = declared.member();
        if (tries == 0) {
            return CompletableFuture.failedFuture(new ProviderException(
                    Fault.RETRY,
                    "the journal of " + member.operation() + " was changed by others " + TRIES + " times"));
        }
        MemberDuty here = working.get(member);
        if (here != null) {
            return reopens(here.book().journal(), declared)
                    ? leave(here).thenCompose(quiet -> declare(declared, tries - 1))
                    : accept(here, declared, tries);
        }
        return read(member).thenCompose(found -> {
            if (working.containsKey(member)) {
                return declare(declared, tries - 1);
            }
            if (found.isEmpty()) {
                return declared.creation() == Creation.PERMITTED
                        ? create(declared, tries)
                        : done(MemberState.absent(member));
            }
            Optional<MemberJournal> journal = MemberBook.read(member, found.get());
            if (journal.isEmpty()) {
                return done(foreign(member));
            }
            return reopens(journal.get(), declared)
                    ? reopen(journal.get(), found.get(), declared, tries)
                    : accept(adopt(journal.get(), found.get()), declared, tries);
        });
    }

    /** Whether this tells a restore that failed to go on. */
    private static boolean reopens(MemberJournal journal, Declaration declared) {
        return declared.member().kind() == OperationKind.RESTORE
                && declared.stamp().reopened().times()
                        > journal.stamp.reopened().times()
                && !refuses(journal, declared);
    }

    /** Nothing of what failed is done any more, and no more is written about it. */
    private CompletionStage<?> leave(MemberDuty failed) {
        working.remove(failed.book().journal().request.member(), failed);
        return failed.abandon();
    }

    /**
     * Lets a member go on that failed, with everything it had done. Nothing of that is seen or begun before it is stored, and
     * its mark is there before that, because while it counted as failed nobody had to look at it.
     */
    private CompletionStage<MemberState> reopen(
            MemberJournal journal, StoredObject stored, Declaration declared, int tries) {
        Member member = declared.member();
        return open.addAnew(new Mark(member, declared.stamp().id())).thenCompose(marked -> {
            if (working.containsKey(member)) {
                return declare(declared, tries - 1);
            }
            MemberDuty made = adopt(journal, stored);
            if (!declared.stamp().failed()) {
                journal.reopen();
            }
            made.accept(declared);
            CompletionStage<MemberState> written = write(made, declared, Change.PHASE, tries);
            CompletionStage<MemberState> unused = written.whenComplete((state, error) -> {
                if (error != null) {
                    // What could not be stored is not so, and must not be taken for it here.
                    CompletionStage<?> unusedEnd = leave(made);
                }
            });
            return written;
        });
    }

    private CompletionStage<MemberState> create(Declaration declared, int tries) {
        Member member = declared.member();
        return open.add(new Mark(member, declared.stamp().id()))
                .thenCompose(marked ->
                        working.containsKey(member) ? declare(declared, tries) : createMarked(declared, tries));
    }

    private CompletionStage<MemberState> createMarked(Declaration declared, int tries) {
        farewells.remove(declared.member());
        MemberJournal journal =
                new MemberJournal(declared.request(), ground.scheduler().now(), declared.stamp(), declared.phase());
        MemberDuty made = open(journal, Optional.empty());
        made.accept(declared);
        return write(made, declared, Change.PHASE, tries);
    }

    private CompletionStage<MemberState> accept(MemberDuty member, Declaration declared, int tries) {
        MemberJournal journal = member.book().journal();
        if (refuses(journal, declared)) {
            return done(member.book().shown());
        }
        boolean samePhase = journal.desired == declared.phase();
        boolean news =
                !samePhase || !journal.stamp.verdict().equals(declared.stamp().verdict());
        boolean same = samePhase
                && journal.stamp.equals(declared.stamp())
                && member.book().isSaved();
        if (same) {
            return done(member.book().shown());
        }
        Stamp before = journal.stamp;
        member.accept(declared);
        CompletionStage<MemberState> written = write(member, declared, news ? Change.PHASE : Change.STAMP, tries);
        CompletionStage<MemberState> unused = written.whenComplete((state, error) -> {
            // An epoch that nobody can see must not keep out the driver that could not store it.
            boolean onlyEpoch = before.verdict().equals(declared.stamp().verdict());
            if (error != null && onlyEpoch && journal.stamp.equals(declared.stamp())) {
                journal.stamp = before;
            }
        });
        return written;
    }

    private enum Change {
        PHASE,
        STAMP
    }

    /** What ends a pause of ours begins before it is stored; what begins a pause, or ends another's, waits until it is. */
    private CompletionStage<MemberState> write(MemberDuty member, Declaration declared, Change change, int tries) {
        if (change == Change.PHASE) {
            member.told();
        }
        return member.book().save().thenCompose(fate -> {
            if (fate == Fate.TAKEN) {
                forget(member);
                return declare(declared, tries - 1);
            }
            member.book().publish();
            member.stored();
            return done(member.book().shown());
        });
    }

    private static boolean refuses(MemberJournal journal, Declaration declared) {
        Stamp stored = journal.stamp;
        Stamp offered = declared.stamp();
        int reopened =
                Integer.compare(offered.reopened().times(), stored.reopened().times());
        return journal.deleting
                || !stored.id().equals(offered.id())
                || stored.epoch() > offered.epoch()
                || reopened < 0
                || (reopened == 0 && stored.failed() && !offered.failed())
                || journal.desired.compareTo(declared.phase()) > 0;
    }

    CompletionStage<MemberState> observe(Member member, Freshness freshness) {
        MemberDuty here = working.get(member);
        if (here != null && isKnown(here, freshness)) {
            return done(here.book().shown());
        }
        return look(member, found -> done(found.state()));
    }

    /** Nothing is asked inside the pause that this process knows itself. */
    private static boolean isKnown(MemberDuty here, Freshness freshness) {
        return freshness == Freshness.KNOWN || (freshness == Freshness.CONFIRM && here.inPause());
    }

    private record Seen(MemberState state, Optional<StoredObject> object) {}

    /** A read that one of our own saves overtook shows what was, and says nothing of others. */
    private <T> CompletionStage<T> look(Member member, Function<Seen, CompletionStage<T>> then) {
        MemberDuty before = working.get(member);
        long saves = before == null ? 0 : before.book().saves();
        return read(member).thenCompose(found -> {
            MemberDuty now = working.get(member);
            if (now != null && (now != before || now.book().saves() != saves)) {
                return then.apply(new Seen(now.book().shown(), found));
            }
            return then.apply(new Seen(seen(member, found), found));
        });
    }

    private MemberState seen(Member member, Optional<StoredObject> found) {
        MemberDuty here = working.get(member);
        if (here != null) {
            boolean same = found.map(here.book()::isCurrent).orElse(here.book().isBeginning());
            if (same) {
                found.filter(here.book()::landedLate).ifPresent(late -> confirm(here));
                return here.book().shown();
            }
            forget(here);
            watchers.changed(member);
        }
        if (found.isEmpty()) {
            return MemberState.absent(member, farewells.getOrDefault(member, ""));
        }
        Optional<MemberJournal> journal = MemberBook.read(member, found.get());
        if (journal.isEmpty()) {
            return foreign(member);
        }
        if (watchers.watches(member)) {
            MemberDuty adopted = adopt(journal.get(), found.get());
            adopted.goOn();
            return adopted.book().shown();
        }
        return journal.get().state();
    }

    /** What was declared is stored after all, so that what waits for that begins. */
    private static void confirm(MemberDuty here) {
        here.book().durably(here::stored);
    }

    CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster) {
        return journals.list(ground.cluster(), tidbCluster, ground.settings().call())
                .thenApply(found -> found.stream().map(this::latest).toList());
    }

    private MemberState latest(MemberJournal journal) {
        MemberDuty here = working.get(journal.request.member());
        return here == null ? journal.state() : here.book().shown();
    }

    CompletionStage<MemberState> delete(Deletion deletion) {
        Member member = deletion.member();
        return look(member, seen -> {
            MemberState before = seen.state();
            Optional<StoredObject> found = seen.object();
            boolean ours = before.stamp()
                    .filter(stamp -> stamp.id().equals(deletion.id()))
                    .isPresent();
            if (!ours || found.isEmpty()) {
                return done(before);
            }
            MemberDuty here = working.get(member);
            MemberDuty going =
                    here == null ? adopt(MemberBook.read(member, found.get()).orElseThrow(), found.get()) : here;
            MemberJournal journal = going.book().journal();
            journal.deleting = true;
            journal.restore.mark = deletion.mark();
            journal.removeContents |= deletion.contents() == Deletion.Contents.REMOVED;
            return going.book().save().thenCompose(fate -> {
                if (fate == Fate.TAKEN) {
                    forget(going);
                    return observe(member, Freshness.LIVE);
                }
                going.book().publish();
                if (going.beginRemoval()) {
                    remove(going, REMOVALS);
                }
                return done(going.book().shown());
            });
        });
    }

    private void remove(MemberDuty going, int tries) {
        Member member = going.book().journal().request.member();
        going.remove().thenAccept(left -> {
            if (going.book().closed()) {
                return;
            }
            if (left.isEmpty()) {
                removeJournal(going, tries);
            } else {
                going.stuck(left);
                again(going, tries, member);
            }
        });
    }

    /** Looks whose it is each time: a removal without an answer may have happened, and the name may be in use again. */
    private void removeJournal(MemberDuty going, int tries) {
        Member member = going.book().journal().request.member();
        read(member).whenComplete((found, unread) -> {
            if (unread != null) {
                again(going, tries, member);
            } else if (found.isEmpty()) {
                open.remove(new Mark(member, going.book().id()));
                removed(going, member);
            } else if (going.book().isOurs(found.get())) {
                removeOurs(member, going.book().id()).whenComplete((gone, error) -> {
                    if (error != null) {
                        again(going, tries, member);
                    } else {
                        removed(going, member);
                    }
                });
            } else {
                taken(member);
            }
        });
    }

    /** The mark goes first, because one without a journal stands for something that was left behind. */
    private CompletionStage<Boolean> removeOurs(Member member, OperationId id) {
        return open.remove(new Mark(member, id))
                .thenCompose(
                        unmarked -> journals.delete(member, ground.settings().call()));
    }

    private void removed(MemberDuty going, Member member) {
        if (working.remove(member, going)) {
            going.retire();
            farewells.put(member, going.farewell());
            if (farewells.size() > FAREWELLS) {
                farewells.remove(farewells.keySet().iterator().next());
            }
            watchers.changed(member);
        }
    }

    private void again(MemberDuty going, int tries, Member member) {
        if (tries > 1 && working.get(member) == going) {
            ground.scheduler().schedule(BETWEEN_REMOVALS, () -> remove(going, tries - 1));
        } else {
            going.endRemoval();
        }
    }

    /** What a member reports here, or what is stored of it; empty if there is no journal. */
    CompletionStage<Optional<MemberState>> latest(Member member) {
        MemberDuty here = working.get(member);
        return here == null
                ? stored(member).thenApply(found -> found.map(MemberJournal::state))
                : CompletableFuture.completedFuture(Optional.of(here.book().shown()));
    }

    /** The journal of a member, as stored. */
    CompletionStage<Optional<MemberJournal>> stored(Member member) {
        return read(member).thenApply(found -> found.flatMap(object -> MemberBook.read(member, object)));
    }

    private CompletionStage<Optional<StoredObject>> read(Member member) {
        return journals.read(member, ground.settings().call());
    }

    private MemberDuty adopt(MemberJournal journal, StoredObject stored) {
        return open(journal, Optional.of(stored)).adopted();
    }

    private MemberDuty open(MemberJournal journal, Optional<StoredObject> stored) {
        Member member = journal.request.member();
        MemberFile file =
                new MemberFile(journals, journal, stored, ground.settings().call());
        MemberBook book = new MemberBook(ground, file, () -> changed(member), () -> taken(member));
        MemberDuty made = member.kind() == OperationKind.BACKUP
                ? new BackupMember(ground, book, prepared::of)
                : new RestoreMember(ground, book, ground.restoring().map(found -> Scene.of(ground, found, book)));
        working.put(member, made);
        return made;
    }

    private void changed(Member member) {
        MemberDuty here = working.get(member);
        if (here != null) {
            here.changed();
        }
        watchers.changed(member);
    }

    /** Somebody else wrote the journal: this process does no more, and whoever looks sees what is stored. */
    private void taken(Member member) {
        MemberDuty here = working.get(member);
        if (here != null) {
            forget(here);
            watchers.changed(member);
        }
    }

    private void forget(MemberDuty member) {
        Member which = member.book().journal().request.member();
        working.remove(which, member);
        member.abandon().thenAccept(made -> {
            if (!made.isEmpty()) {
                stored(which).thenAccept(journal -> new Disowned(ground).remove(member.book(), journal, made));
            }
        });
    }

    private static MemberState foreign(Member member) {
        return MemberState.foreign(member, "the object in the place of the journal of " + member.operation());
    }

    private static <T> CompletionStage<T> done(T state) {
        return CompletableFuture.completedFuture(state);
    }
}
