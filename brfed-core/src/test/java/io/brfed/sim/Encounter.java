package io.brfed.sim;

import io.brfed.BackupBuilder;
import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.DeletionReport;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.OperationReport;
import io.brfed.api.Phase;
import io.brfed.api.Tso;
import io.brfed.plane.Cluster;
import io.brfed.plane.Declaration;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import io.brfed.testkit.CallSelector;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import io.brfed.testkit.invariant.History;
import io.brfed.testkit.invariant.Inspection;
import io.brfed.testkit.invariant.Invariant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Encounters that chance brings about too rarely, each with what must come of it. */
enum Encounter {
    /** Another operation begins as soon as one has ended. */
    NEXT_OPERATION {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.planes().forEach(plane -> plane.script().lockLasts(Duration.ofHours(1)));
            nightly(federation).execute();

            boolean claimed = federation.planes().stream()
                    .anyMatch(plane -> !plane.claims().isEmpty());
            expect(!claimed, "the claim of an operation that has ended is held", wrong);
            expect(named(federation, "weekly").execute().complete(), "the next operation is not let in", wrong);
        }
    },
    /** Something else is asked for under the name of an operation. */
    OTHER_REQUEST {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.planes().forEach(plane -> plane.script().cannotSeeTopology());
            nightly(federation).execute();
            try {
                Federation.backup(federation.clusters().subList(0, 2))
                        .named(NAME)
                        .scheduler(federation.time())
                        .execute();
                wrong.add("another request under the same name was not refused");
            } catch (OperationRefusedException refused) {
                // As it must be.
            }
        }
    },
    /** What has ended is asked for again. */
    ASKED_AGAIN {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            nightly(federation).execute();
            long before = declarations(federation);
            nightly(federation).execute();

            expect(declarations(federation) == before, "an operation that had ended was written to", wrong);
        }
    },
    /** Cancelled while a member does not get its snapshots. */
    CANCELLED_WHILE_EXECUTING {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);
            Operation<BackupReport> operation = nightly(federation).start();
            federation.time().advance(Duration.ofSeconds(30));
            operation.cancel();
            federation.time().advance(MINUTE);

            expect(!federation.pauseHeldAnywhere(), "the pause is held a minute after the cancellation", wrong);
            cancelled(operation.await(), wrong);
        }
    },
    /** Cancelled when nothing is left to be done but to finish, so that every member ends complete all the same. */
    CANCELLED_WHILE_FINISHING {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.planes().forEach(plane -> plane.script().operatorLike());
            List<Operation<BackupReport>> operation = new ArrayList<>();
            operation.add(nightly(federation)
                    .listener(event -> {
                        if (event instanceof FederationEvent.PhaseDeclared told && told.phase() == Phase.TEARDOWN) {
                            operation.get(0).cancel();
                        }
                    })
                    .start());

            cancelled(operation.get(0).await(), wrong);
        }
    },
    /** A member ends complete and does not say what it restores to. */
    WITHOUT_TIMESTAMP {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            List<Cluster> clusters = federation.clusters().stream()
                    .map(cluster -> Cluster.named(cluster.name().value())
                            .namespace("tidb")
                            .tidbCluster("prod")
                            .on(Untimed.plane(cluster.plane())))
                    .toList();
            BackupReport report = Federation.backup(clusters)
                    .named(NAME)
                    .scheduler(federation.time())
                    .execute();

            expect(!report.complete(), "complete without a timestamp", wrong);
        }
    },
    /** A process dies, and the next one comes when the time of the operation is nearly up. */
    LATE_NEXT_PROCESS {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.plane("k8s-b").script().never(Condition.VOLUMES_COMPLETE);
            DriverProcess process = federation.newProcess();
            federation.time().schedule(Duration.ofMinutes(2), process::kill);
            try {
                hasty(federation, process).execute();
                wrong.add("the process did not die");
            } catch (DriverProcess.KilledException killed) {
                federation.time().advance(Duration.ofMinutes(6));
            }
            hasty(federation, federation.newProcess()).execute();

            expect(federation.time().elapsed().compareTo(Duration.ofMinutes(13)) < 0, "ended too late", wrong);
        }
    },
    /** A backup fails and one member never ends its work. */
    NEVER_SETTLES {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.plane("k8s-c").script().never(Condition.VOLUMES_COMPLETE);
            federation
                    .plane("k8s-b")
                    .script()
                    .failsWith(Condition.VOLUMES_FAILED, "QuotaExceeded", "too many snapshots")
                    .after(Duration.ofSeconds(3));
            Operation<BackupReport> operation =
                    hasty(federation, federation.newProcess()).start();
            federation.time().advance(Duration.ofMinutes(8));

            expect(operation.report().isPresent(), Invariant.ENDS_IN_TIME + ": not ended after 8 minutes", wrong);
        }
    },
    /** A member fails while the initializer is at work for long. */
    FAILS_WHILE_THE_INITIALIZER_WORKS {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.planes().forEach(plane -> plane.script().operatorLike());
            federation.plane("k8s-a").script().never(Condition.SNAPSHOTS_CREATED);
            federation
                    .plane("k8s-b")
                    .script()
                    .failsWith(Condition.VOLUMES_FAILED, "QuotaExceeded", "too many snapshots")
                    .after(Duration.ofSeconds(3));
            Operation<BackupReport> operation = nightly(federation).start();
            federation.time().advance(Duration.ofMinutes(2));

            expect(!federation.pauseHeldAnywhere(), "the pause waits for the initializer's own work", wrong);
            operation.await();
        }
    },
    /** Snapshots of one member never come. */
    STUCK_SNAPSHOTS {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);
            BackupReport report = nightly(federation).execute();

            expect(
                    report.cause().map(FailureCause::kind).equals(Optional.of(FailureCause.Kind.TIMED_OUT)),
                    "not given up before the pause ended by itself",
                    wrong);
        }
    },
    /** A member never answers again. */
    DEAD_MEMBER {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation
                    .time()
                    .schedule(
                            Duration.ofSeconds(25),
                            () -> federation.plane("k8s-c").faults().becomesUnreachable());
            Operation<BackupReport> operation = nightly(federation).start();
            federation.time().advance(Duration.ofMinutes(3));

            expect(!federation.pauseHeldAnywhere(), "the pause waits for a member that is dead", wrong);
            operation.await();
        }
    },
    /** The pause breaks when the last snapshots are seen, before it is given back. */
    PAUSE_BREAKS {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            List<FederationEvent> created = new ArrayList<>();
            BackupReport report = nightly(federation)
                    .listener(event -> {
                        if (event instanceof FederationEvent.ConditionReached seen
                                && seen.reached().condition() == Condition.SNAPSHOTS_CREATED) {
                            created.add(event);
                            if (created.size() == federation.planes().size()) {
                                federation.plane("k8s-a").breakPause("a lease lapsed");
                            }
                        }
                    })
                    .execute();

            expect(!report.complete(), "complete although the pause had broken", wrong);
        }
    },
    /** Members whose snapshots can serve different timestamps. */
    DIFFERENT_TIMESTAMPS {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            Instant first = federation.time().now();
            federation.plane("k8s-a").script().commitTs(Tso.at(first.plusSeconds(2)));
            federation.plane("k8s-b").script().commitTs(Tso.at(first));
            federation.plane("k8s-c").script().commitTs(Tso.at(first.plusSeconds(1)));
            BackupReport backup = nightly(federation).execute();
            expect(backup.commitTs().equals(Optional.of(Tso.at(first))), "not the smallest timestamp", wrong);

            FakeFederation target = federation.another(federation.planes().size());
            Federation.restore(backup)
                    .into(target.clusters())
                    .named(NAME)
                    .scheduler(target.time())
                    .execute();
            List<String> restored = target.planes().stream()
                    .filter(plane -> plane.members().stream().anyMatch(state -> state.has(Condition.DATA_RESTORED)))
                    .map(plane -> plane.name().value())
                    .toList();
            expect(restored.equals(List.of("k8s-b")), "the data phase ran on " + restored, wrong);
        }
    },
    /** Two operations begin at the same time where no lock can be taken. */
    TWO_WITHOUT_LOCKS {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.planes().forEach(plane -> plane.script().withoutLocks());
            Operation<BackupReport> one = nightly(federation).start();
            Operation<BackupReport> other = named(federation, "weekly").start();
            boolean first = one.await().complete();
            boolean second = other.await().complete();

            expect(first != second, "of two operations at the same time not exactly one was complete", wrong);
        }
    },
    /** Another backup, a deletion of something else and a look while the pause of one is held. */
    RIVAL_IN_THE_PAUSE {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            Operation<BackupReport> first = nightly(federation).start();
            federation.time().runUntil(federation::pauseHeldAnywhere, MINUTE);
            long before = declarations(federation);
            try {
                named(federation, "weekly").execute();
                wrong.add("a second backup was begun while the pause of the first was held");
            } catch (OperationRefusedException refused) {
                expect(String.valueOf(refused.getMessage()).contains(NAME), "refused without a name", wrong);
            }
            DeletionReport other = Federation.delete(federation.clusters())
                    .backup("weekly")
                    .scheduler(federation.time())
                    .execute();

            expect(other.leftBehind().isEmpty(), "the deletion of nothing left something", wrong);
            expect(
                    declarations(federation) - before < federation.planes().size() * 2L,
                    "more was written than by one backup",
                    wrong);
            expect(first.await().complete(), "the first was disturbed", wrong);
        }
    },
    /** A process stands still between its claim and its first write for longer than the claim lasts. */
    CLAIM_LAPSES {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            DriverProcess sleeper = federation.newProcess();
            Operation<BackupReport> first = Federation.backup(federation.clustersSeenBy(sleeper))
                    .named(NAME)
                    .scheduler(sleeper.scheduler())
                    .start();
            federation
                    .time()
                    .runUntil(
                            () -> federation.planes().stream()
                                    .noneMatch(plane -> plane.claims().isEmpty()),
                            MINUTE);
            sleeper.freeze();
            federation.time().advance(MINUTE.plus(MINUTE));
            Operation<BackupReport> second = named(federation, "weekly").start();
            federation.time().runUntil(federation::pauseHeldAnywhere, MINUTE);
            sleeper.thaw();

            boolean other = second.await().complete();
            boolean one = ended(first, federation);
            expect(!(one && other), "two backups at the same time were both complete", wrong);
            expect(other, "the one that had the claim was disturbed", wrong);
        }

        private boolean ended(Operation<BackupReport> operation, FakeFederation federation) {
            return federation
                            .time()
                            .runUntil(
                                    () -> operation
                                            .completion()
                                            .toCompletableFuture()
                                            .isDone(),
                                    Duration.ofHours(6))
                    && operation.report().filter(BackupReport::complete).isPresent();
        }
    },
    /** A cluster puts off the first write until the lock has run out, and another operation is let in just before it. */
    LOCK_RUNS_OUT_BEFORE_THE_FIRST_WRITE {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.planes().forEach(plane -> plane.script().lockLasts(Exclusion.Locked.AT_LEAST));
            Duration putOff = Exclusion.Locked.AT_LEAST.plusSeconds(10);
            federation.plane("k8s-a").faults().throttleNext(CallSelector.declaring(Phase.INITIALIZE), putOff, 1);
            Operation<BackupReport> first = nightly(federation).start();
            federation.time().advance(putOff);
            Operation<BackupReport> second = named(federation, "weekly").start();

            boolean other = second.await().complete();
            boolean one = first.await().complete();
            expect(!(one && other), "two backups at the same time were both complete", wrong);
            expect(other, "the one that had the lock was disturbed", wrong);
        }
    },
    /** A create lands long after the operation failed. */
    LATE_CREATE {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            federation.plane("k8s-b").faults().refuse(PlaneCall.DECLARE, "namespaces \"tidb\" not found");
            federation.plane("k8s-c").faults().landLate(PlaneCall.DECLARE, Duration.ofMinutes(10));
            BackupReport report = nightly(federation).execute();

            boolean named = report.operation().leftBehind().stream()
                    .anyMatch(left -> left.toString().contains("k8s-c"));
            expect(named, "a write of unknown outcome was neither followed nor named", wrong);
        }
    },
    /** A member of another operation of the same name stands in a member's place. */
    OTHER_OPERATIONS_MEMBER {
        @Override
        void play(FakeFederation federation, List<String> wrong) {
            Cluster cluster = federation.clusters().get(2);
            Member member =
                    new Member(OperationKind.BACKUP, new OperationName(NAME), cluster.name(), cluster.tidbCluster());
            federation.time().schedule(Duration.ofSeconds(10), () -> putOther(federation, cluster, member));
            Operation<BackupReport> operation =
                    hasty(federation, federation.newProcess()).start();
            if (!federation.time().runUntil(() -> operation.report().isPresent(), Duration.ofMinutes(5))) {
                wrong.add("a member of another operation in a member's place was not noticed");
                return;
            }
            boolean complete = operation.report().filter(BackupReport::complete).isPresent();
            expect(!complete, "complete with a member of another operation", wrong);
            DeletionReport report = Federation.delete(federation.clusters())
                    .backup(NAME)
                    .scheduler(federation.time())
                    .limit(MINUTE)
                    .execute();

            List<MemberState> left = federation.plane(cluster.name().value()).members();
            boolean untouched = left.stream()
                    .anyMatch(state -> state.presence() == MemberState.Presence.LIVE
                            && state.desired().equals(Optional.of(Phase.EXECUTE))
                            && state.stamp().map(Stamp::id).equals(Optional.of(OTHER)));
            expect(untouched, "a member of another operation was touched: " + left + " " + report, wrong);
            expect(
                    federation
                            .journal()
                            .toString()
                            .lines()
                            .noneMatch(line ->
                                    line.contains("k8s-c") && line.contains("DECLARE") && line.contains("TEARDOWN")),
                    "a member of another operation was written to",
                    wrong);
        }
    };

    private static final String NAME = "nightly";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_EVENTS = 100_000;
    private static final OperationId OTHER = new OperationId("zzzzzzzzz-zzzzzzzzzzzzz");

    abstract void play(FakeFederation federation, List<String> wrong);

    /** What was wrong; empty if nothing was. */
    List<String> violations() {
        FakeFederation federation = FakeFederation.of(3);
        federation.time().maxEvents(MAX_EVENTS);
        History history = History.of(federation);
        List<String> wrong = new ArrayList<>();
        try {
            play(federation, wrong);
        } catch (RuntimeException defect) {
            wrong.add("defect: " + defect);
        }
        List<String> all = new ArrayList<>();
        Inspection.of(history).violations().stream()
                .filter(violation -> violation.invariant() == Invariant.BOUNDED_EFFORT)
                .forEach(violation -> all.add(violation.toString()));
        all.addAll(wrong);
        return all;
    }

    private static void expect(boolean fact, String otherwise, List<String> wrong) {
        if (!fact) {
            wrong.add(otherwise);
        }
    }

    private static void cancelled(BackupReport report, List<String> wrong) {
        expect(
                report.operation().status() == OperationReport.Status.CANCELLED,
                "cancelled, and ended " + report.operation().status(),
                wrong);
    }

    private static BackupBuilder nightly(FakeFederation federation) {
        return named(federation, NAME);
    }

    private static BackupBuilder named(FakeFederation federation, String name) {
        return Federation.backup(federation.clusters()).named(name).scheduler(federation.time());
    }

    private static BackupBuilder hasty(FakeFederation federation, DriverProcess process) {
        return Federation.backup(federation.clustersSeenBy(process))
                .named(NAME)
                .deadlines(Deadlines.defaults(OperationKind.BACKUP)
                        .withCompletion(Duration.ofMinutes(10))
                        .withSettle(MINUTE))
                .scheduler(process.scheduler());
    }

    private static long declarations(FakeFederation federation) {
        return federation
                .journal()
                .toString()
                .lines()
                .filter(line -> line.contains("DECLARE"))
                .count();
    }

    private static void putOther(FakeFederation federation, Cluster cluster, Member member) {
        Stamp stamp = new Stamp(
                OTHER,
                OperationKind.BACKUP,
                member.operation(),
                "other",
                List.of(cluster.placement()),
                cluster.name(),
                cluster.name(),
                federation.time().now(),
                Deadlines.defaults(OperationKind.BACKUP),
                1,
                Set.of(),
                Optional.empty(),
                Reopened.NEVER);
        MemberRequest request = new MemberRequest(member, Optional.empty());
        federation
                .plane(cluster.name().value())
                .declare(
                        Declaration.of(request, Phase.EXECUTE, stamp, Declaration.Creation.PERMITTED),
                        Duration.ofSeconds(5));
    }
}
