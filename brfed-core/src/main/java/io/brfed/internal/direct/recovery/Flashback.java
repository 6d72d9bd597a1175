package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Key;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.StoreRecovery.Answer;
import io.brfed.spi.StoreRecovery.Target;
import io.brfed.spi.StoreRecovery.Times;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One pass over all regions, many at a time: blocks them, or takes them back. A region that moved, split or merged
 * meanwhile is looked up again; one that fails is tried again by itself, for a limited time. Touched by tasks of the
 * scheduler only.
 */
final class Flashback {
    private static final int PAGE = 1024;
    private static final int QUEUED_PER_WORKER = 2;
    private static final Duration ROUTE_LEAST = Duration.ofMillis(2);
    private static final Duration ROUTE_MOST = Duration.ofMillis(500);
    private static final Duration PASSING_LEAST = Duration.ofMillis(100);
    private static final Duration PASSING_MOST = Duration.ofSeconds(2);
    private static final Duration BUSY_LEAST = Duration.ofSeconds(2);
    private static final Duration BUSY_MOST = Duration.ofSeconds(10);

    private final RecoveryReach reach;
    private final Roster roster;
    private final Halt halt;
    private final Times times;
    private final RecoveryListener.Step step;
    private final DoneRanges done;
    private final Consumer<DoneRanges> progress;
    private final Deque<RegionWork> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Key next = Key.UNBOUNDED;
    private boolean allFed;
    private boolean feeding;
    private int busy;
    private int feedFailures;
    private int rounds;

    /**
     * What is done in a pass.
     *
     * @param times the timestamps
     * @param step which pass: {@code PREPARE} or {@code FLASH_BACK}
     * @param done what an earlier process has done already; is added to
     * @param progress is told after each region
     */
    record Pass(Times times, RecoveryListener.Step step, DoneRanges done, Consumer<DoneRanges> progress) {}

    Flashback(RecoveryReach reach, Roster roster, Halt halt, Pass pass) {
        this.reach = reach;
        this.roster = roster;
        this.halt = halt;
        this.times = pass.times();
        this.step = pass.step();
        this.done = pass.done();
        this.progress = pass.progress();
    }

    CompletionStage<Void> run() {
        pump();
        return ended;
    }

    private void pump() {
        if (ended.isDone() || halt.isHalted()) {
            return;
        }
        while (busy < reach.settings().workers() && !waiting.isEmpty()) {
            busy++;
            RegionWork work = waiting.remove();
            work.began = reach.scheduler().elapsed();
            attempt(work);
        }
        if (!allFed
                && !feeding
                && waiting.size() < QUEUED_PER_WORKER * reach.settings().workers()) {
            feed();
        } else if (allFed && busy == 0 && waiting.isEmpty()) {
            finish();
        }
    }

    /** What changed hands while it was looked up may have been missed. */
    private void finish() {
        if (done.isAll()) {
            ended.complete(null);
        } else if (++rounds > reach.settings().attempts()) {
            fail("PD's regions do not cover the key space; what is done by now: " + done);
        } else {
            allFed = false;
            next = Key.UNBOUNDED;
            feedLater(rounds == 1 ? Duration.ZERO : PASSING_MOST);
        }
    }

    private void feed() {
        skipDone();
        if (allFed) {
            reach.scheduler().execute(this::pump);
            return;
        }
        feeding = true;
        reach.read(
                        "reading regions from PD",
                        () -> reach.pd().regions(next, PAGE, reach.settings().call()))
                .whenComplete((page, error) -> {
                    feeding = false;
                    if (error != null || page.isEmpty()) {
                        String why = error == null ? "it knows none from " + next + " on" : Causes.words(error);
                        feedAgain("PD did not tell the regions: " + why);
                    } else {
                        feedFailures = 0;
                        queue(page);
                        pump();
                    }
                });
    }

    private void feedAgain(String why) {
        if (++feedFailures > reach.settings().attempts()) {
            fail(why + " (asked " + feedFailures + " times)");
            return;
        }
        feedLater(PASSING_MOST);
    }

    private void feedLater(Duration delay) {
        feeding = true;
        reach.later(delay).thenAccept(waited -> {
            feeding = false;
            pump();
        });
    }

    private void skipDone() {
        Optional<Key> end = done.doneFrom(next);
        end.ifPresent(key -> next = key);
        allFed = end.filter(Key::isUnbounded).isPresent();
    }

    private void queue(List<RegionRoute> page) {
        for (RegionRoute route : page) {
            Optional<Key> end = done.doneFrom(route.region().start());
            boolean whole = end.filter(key -> covers(key, route.region().end())).isPresent();
            if (!whole) {
                waiting.add(new RegionWork(route));
            }
            next = route.region().end();
        }
        allFed = next.isUnbounded();
    }

    private static boolean covers(Key reached, Key end) {
        return reached.isUnbounded() || (!end.isUnbounded() && reached.compareTo(end) >= 0);
    }

    private void attempt(RegionWork work) {
        if (ended.isDone() || halt.isHalted()) {
            return;
        }
        Optional<StoreId> leader = work.leader();
        Optional<RegionRoute.Peer> peer = leader.flatMap(work::peerOn);
        Optional<PdStore> store = leader.flatMap(roster::find);
        if (peer.isEmpty() || store.isEmpty()) {
            again(work, work.backOff(ROUTE_LEAST, ROUTE_MOST), "nobody is known to lead it");
            return;
        }
        Target target = new Target(store.get(), peer.get(), work.route.region());
        boolean prepares = step == RecoveryListener.Step.PREPARE || work.unprepared;
        Duration limit = reach.settings().flashbackCall();
        new Calls(reach.scheduler())
                .write(
                        (prepares ? "preparing " : "taking back ") + work.name(),
                        limit,
                        () -> prepares
                                ? reach.stores().prepareFlashback(target, times, limit)
                                : reach.stores().flashback(target, times, limit))
                .whenComplete((answer, error) -> {
                    if (error != null) {
                        again(work, work.backOff(PASSING_LEAST, PASSING_MOST), Causes.words(error));
                    } else {
                        answered(work, answer, prepares);
                    }
                });
    }

    private void answered(RegionWork work, Answer answer, boolean prepared) {
        String text = answer.what() + (answer.text().isEmpty() ? "" : ": " + answer.text());
        switch (answer.what()) {
            case DONE -> done(work, prepared);
            case NOT_LEADER -> notLeader(work, answer, text);
            case CHANGED -> again(work, work.backOff(ROUTE_LEAST, ROUTE_MOST), text);
            case BUSY -> {
                Duration asked = answer.backOff().isZero() ? BUSY_LEAST : answer.backOff();
                again(work, work.backOff(asked, asked.compareTo(BUSY_MOST) > 0 ? asked : BUSY_MOST), text);
            }
            case PASSING -> again(work, work.backOff(PASSING_LEAST, PASSING_MOST), text);
            case IN_FLASHBACK, NOT_PREPARED -> {
                // Preparing again is harmless, and it replaces a flashback of other times.
                work.unprepared = step == RecoveryListener.Step.FLASH_BACK;
                again(work, work.backOff(ROUTE_LEAST, ROUTE_MOST), text);
            }
            case DISK_FULL ->
                fail(work.name() + ": the disk of its store is full (" + answer.text()
                        + "); make room, then go on with this recovery");
        }
    }

    private void done(RegionWork work, boolean prepared) {
        if (prepared && step == RecoveryListener.Step.FLASH_BACK) {
            work.unprepared = false;
            attempt(work);
            return;
        }
        done.add(work.route.region().start(), work.route.region().end());
        progress.accept(done);
        if (work.advance(reach.scheduler().elapsed())) {
            reroute(work);
        } else {
            busy--;
            pump();
        }
    }

    private void notLeader(RegionWork work, Answer answer, String text) {
        if (work.follow(answer.leader())) {
            attempt(work);
        } else {
            again(work, work.backOff(ROUTE_LEAST, ROUTE_MOST), text);
        }
    }

    private void again(RegionWork work, Duration delay, String why) {
        Duration since = reach.scheduler().elapsed().minus(work.began);
        if (since.compareTo(reach.settings().region()) > 0) {
            fail(work.name() + " could not be " + (step == RecoveryListener.Step.PREPARE ? "prepared" : "taken back")
                    + " within " + reach.settings().region() + "; last: " + why);
            return;
        }
        Duration most = reach.settings().region();
        reach.scheduler().schedule(delay.compareTo(most) > 0 ? most : delay, () -> reroute(work));
    }

    private void reroute(RegionWork work) {
        if (ended.isDone() || halt.isHalted()) {
            return;
        }
        reach.read(
                        "looking up a region at PD",
                        () -> reach.pd().regions(work.from, 1, reach.settings().call()))
                .whenComplete((found, error) -> {
                    if (error != null || found.isEmpty()) {
                        String why = error == null ? "PD knows no region there" : Causes.words(error);
                        again(work, work.backOff(PASSING_LEAST, PASSING_MOST), why);
                    } else {
                        work.reroute(found.get(0));
                        attempt(work);
                    }
                });
    }

    private void fail(String why) {
        ended.completeExceptionally(new RecoveryFailedException(why));
    }
}
