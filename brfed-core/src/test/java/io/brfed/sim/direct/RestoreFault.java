package io.brfed.sim.direct;

import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import io.brfed.spi.StoreRecovery.Answer;
import io.brfed.spi.StoreRecovery.Kind;
import io.brfed.testkit.direct.FakeDirectFederation;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeRestoreAccess;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** What may go wrong in a restore, each by name. */
enum RestoreFault {
    VOLUME_THROTTLED {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().failNext(FakeEbs.CREATE_VOLUME, "RequestLimitExceeded", 1 + chance.nextInt(4));
        }
    },
    VOLUME_ANSWER_LOST {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().loseAnswerOf(FakeEbs.CREATE_VOLUME);
        }
    },
    VOLUME_LANDS_LATE {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().landLate(FakeEbs.CREATE_VOLUME, upTo(chance, 120));
        }
    },
    VOLUME_REQUEST_LOST {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().dropNext(FakeEbs.CREATE_VOLUME);
        }
    },
    VOLUMES_SHOW_LATE {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().volumesShowAfter(upTo(chance, 20));
        }
    },
    VOLUME_FAILS {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs()
                    .failVolumesFrom(
                            world.ebs().snapshots().get(chance.nextInt(12)).id());
        }
    },
    FAST_RESTORE_THROTTLED {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().failNext(fastCall(chance), "RequestLimitExceeded", 1 + chance.nextInt(4));
        }
    },
    FAST_RESTORE_ANSWER_LOST {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().loseAnswerOf(fastCall(chance));
        }
    },
    FAST_RESTORE_LANDS_LATE {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().landLate(fastCall(chance), upTo(chance, 60));
        }
    },
    FAST_RESTORE_REQUEST_LOST {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().dropNext(fastCall(chance));
        }
    },
    FAST_RESTORE_REFUSED {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().refuseFastRestoreOf(snapshot(world, chance), "InvalidParameterValue");
        }
    },
    FAST_RESTORE_FAILS {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().failFastRestoreOf(snapshot(world, chance));
        }
    },
    FAST_RESTORE_SHOWS_LATE {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().fastRestoresShowAfter(upTo(chance, 20));
        }
    },
    FAST_RESTORE_OVER_QUOTA {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().fastRestoreQuota(1 + chance.nextInt(5));
        }
    },
    EC2_OUT_OF_REACH {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.ebs().refusesConnections();
            world.time().schedule(upTo(chance, 120), () -> world.ebs().heal());
        }
    },
    STORAGE_READ_FAILS {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.objects().failNext(Action.READ, chance.nextBoolean() ? Fault.RETRY : Fault.UNREACHABLE);
        }
    },
    STORAGE_WRITE_FAILS {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.objects().failNext(Action.WRITE, chance.nextBoolean() ? Fault.RETRY : Fault.UNREACHABLE);
        }
    },
    STORAGE_ANSWER_LOST {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.objects().loseAnswerOf(Action.WRITE);
        }
    },
    STORAGE_WRITE_LANDS_LATE {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.objects().landLate(Action.WRITE, upTo(chance, 30));
        }
    },
    STORAGE_OUT_OF_REACH {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.objects().outage(Fault.UNREACHABLE);
            world.time().schedule(upTo(chance, 120), () -> world.objects().heal());
        }
    },
    KUBERNETES_ANSWER_LOST {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            member(world, chance).losesNextAnswer(CALLS.get(chance.nextInt(CALLS.size())));
        }
    },
    KUBERNETES_CALL_FAILS {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            member(world, chance).failsNext(CALLS.get(chance.nextInt(CALLS.size())));
        }
    },
    KUBERNETES_OUT_OF_REACH {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            FakeRestoreAccess member = member(world, chance);
            member.becomesUnreachable();
            world.time().schedule(upTo(chance, 120), member::comesBack);
        }
    },
    PD_ANSWER_LOST {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copyPdRecovery().losesNextAnswer(PD_CALLS.get(chance.nextInt(PD_CALLS.size())));
        }
    },
    PD_CALL_FAILS {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copyPdRecovery().failsNext(PD_CALLS.get(chance.nextInt(PD_CALLS.size())));
        }
    },
    PD_OUT_OF_REACH {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copyPd().becomesUnreachable();
            world.time().schedule(upTo(chance, 60), () -> world.copyPd().comesBack());
        }
    },
    KUBERNETES_OUT_OF_REACH_FOR_LONG {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            FakeRestoreAccess member = member(world, chance);
            member.becomesUnreachable();
            world.time().schedule(upTo(chance, LONG), member::comesBack);
        }
    },
    PD_OUT_OF_REACH_FOR_LONG {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copyPd().becomesUnreachable();
            world.time().schedule(upTo(chance, LONG), () -> world.copyPd().comesBack());
        }
    },
    PD_LEADER_CHANGES {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copyPd().changeLeader();
        }
    },
    REGION_ANSWERS_OTHERWISE {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            List<Kind> kinds = Arrays.stream(Kind.values())
                    .filter(kind -> kind != Kind.DONE)
                    .toList();
            world.copy()
                    .answersNext(
                            region(chance), Answer.of(kinds.get(chance.nextInt(kinds.size())), "as the seed has it"));
        }
    },
    REGION_FORGETS_ITS_PREPARATION {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            long region = region(chance);
            if (world.copy().regions().stream().anyMatch(route -> route.region().id() == region)) {
                world.copy().forgetsPreparation(region);
            }
        }
    },
    PEER_FELL_BEHIND {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            int region = chance.nextInt(REGIONS);
            StoreId peer = new StoreId((region + chance.nextInt(3)) % STORES + 1L);
            world.copy().fellBehind(FIRST_REGION + 10L * region, peer);
        }
    },
    MERGED_REGION_LEFT_SOMETHING {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            StoreId store = new StoreId(1 + chance.nextInt(STORES));
            world.copy().hasLeftover(store, new RegionMeta(77, 79, 9, 999, 0, 1, false, Key.UNBOUNDED, Key.UNBOUNDED));
        }
    },
    PEER_IS_A_LEARNER {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            int region = chance.nextInt(REGIONS);
            StoreId peer = new StoreId((region + chance.nextInt(3)) % STORES + 1L);
            world.copy().becomesLearner(FIRST_REGION + 10L * region, peer);
        }
    },
    STORE_STARTS_ANEW {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copy().startsAnew(new StoreId(1 + chance.nextInt(STORES)));
        }
    },
    STORE_IS_MISSING {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copy().isMissing(new StoreId(1 + chance.nextInt(STORES)));
        }
    },
    STRANGE_STORE_JOINS {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copy().joins(new StoreId(99), Map.of());
        }
    },
    REGION_IS_ON_NO_VOLUME {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            if (world.copy().flashbackCalls() == 0) {
                world.copy().loses(region(chance));
            }
        }
    },
    READING_BREAKS_OFF {
        @Override
        void happen(FakeDirectFederation world, SplittableRandom chance) {
            world.copy().breaksOffReading(new StoreId(1 + chance.nextInt(STORES)), 1 + chance.nextInt(2));
        }
    };

    private static final Set<RestoreFault> DAMAGING =
            EnumSet.of(STORE_IS_MISSING, STRANGE_STORE_JOINS, REGION_IS_ON_NO_VOLUME, REGION_ANSWERS_OTHERWISE);
    private static final Set<RestoreFault> LASTING =
            EnumSet.of(VOLUME_FAILS, KUBERNETES_OUT_OF_REACH_FOR_LONG, PD_OUT_OF_REACH_FOR_LONG);

    private static final List<String> FAST_CALLS =
            List.of(FakeEbs.ENABLE_FAST, FakeEbs.DISABLE_FAST, FakeEbs.DESCRIBE_FAST);

    /** Longer than a step is tried again, shorter than a run calls again. */
    private static final int LONG = 1400;

    private static final long FIRST_REGION = 100;
    private static final int REGIONS = 24;
    private static final int STORES = 6;
    private static final List<String> CALLS = List.of("place", "startTikv", "restartTikv", "endRecovery", "look");
    private static final List<String> PD_CALLS =
            List.of("isBootstrapped", "isMarked", "mark", "raiseTimestamp", "unmark", "setIdBase", "change");

    private static SnapshotId snapshot(FakeDirectFederation world, SplittableRandom chance) {
        return world.ebs().snapshots().get(chance.nextInt(12)).id();
    }

    private static String fastCall(SplittableRandom chance) {
        return FAST_CALLS.get(chance.nextInt(FAST_CALLS.size()));
    }

    /** The fake's regions have the ids 100, 110 and so on. */
    private static long region(SplittableRandom chance) {
        return FIRST_REGION + 10L * chance.nextInt(REGIONS);
    }

    /** Whether a restore need not fail of it. */
    boolean passes() {
        return !LASTING.contains(this) && !damages();
    }

    /** Whether nobody can mend it. */
    boolean damages() {
        return DAMAGING.contains(this);
    }

    abstract void happen(FakeDirectFederation world, SplittableRandom chance);

    private static FakeRestoreAccess member(FakeDirectFederation world, SplittableRandom chance) {
        return world.copy(world.members().get(chance.nextInt(world.members().size())));
    }

    static Duration upTo(SplittableRandom chance, int seconds) {
        return Duration.ofMillis(1 + chance.nextLong(seconds * 1000L));
    }
}
