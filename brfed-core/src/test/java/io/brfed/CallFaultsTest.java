package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.ProviderException.Fault;
import io.brfed.testkit.CallSelector;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One call of an operation goes wrong, each in turn. */
class CallFaultsTest {
    private static final CallSelector NEXT_WRITE = CallSelector.anyWrite();
    private static final Duration LATE = Duration.ofSeconds(20);
    private static final Set<Scenario> DISTURBED =
            EnumSet.complementOf(EnumSet.of(Scenario.DIRECT_BACKUP, Scenario.DELETE_OF_ENDED_BACKUP));

    private enum Passing {
        LOSES_ITS_ANSWER {
            @Override
            void strike(FaultPlan faults) {
                faults.loseAnswerOf(NEXT_WRITE);
            }
        },
        IS_NEVER_ANSWERED {
            @Override
            void strike(FaultPlan faults) {
                faults.neverAnswer(NEXT_WRITE);
            }
        },
        LANDS_LATE {
            @Override
            void strike(FaultPlan faults) {
                faults.landLate(NEXT_WRITE, LATE);
            }
        },
        LANDS_TWICE {
            @Override
            void strike(FaultPlan faults) {
                faults.duplicate(NEXT_WRITE, LATE);
            }
        },
        IS_TURNED_AWAY {
            @Override
            void strike(FaultPlan faults) {
                faults.failNext(NEXT_WRITE, Fault.RETRY, 1);
            }
        },
        DOES_NOT_GET_THROUGH {
            @Override
            void strike(FaultPlan faults) {
                faults.failNext(NEXT_WRITE, Fault.UNREACHABLE, 1);
            }
        };

        abstract void strike(FaultPlan faults);
    }

    static Stream<Arguments> passing() {
        return DISTURBED.stream()
                .flatMap(scenario -> IntStream.rangeClosed(1, scenario.effects())
                        .boxed()
                        .flatMap(effect ->
                                Arrays.stream(Passing.values()).map(fault -> Arguments.of(scenario, effect, fault))));
    }

    static Stream<Arguments> refusals() {
        return DISTURBED.stream()
                .flatMap(scenario -> IntStream.rangeClosed(1, scenario.effects())
                        .mapToObj(effect -> Arguments.of(scenario, effect)));
    }

    @ParameterizedTest(name = "{0}, effect {1} {2}")
    @MethodSource("passing")
    void aCallThatGoesWrongOnceChangesNothing(Scenario scenario, int effect, Passing fault) {
        FakeFederation federation = scenario.begin();
        strike(federation, effect, fault::strike);

        Object report = scenario.call(federation, federation.newProcess());

        Aftermath.of(federation).mustBeClean(report);
        scenario.mustBeUndisturbed(report);
    }

    @ParameterizedTest(name = "{0}, effect {1}")
    @MethodSource("refusals")
    void aRefusedCallEndsInSuccessOrInACleanFailure(Scenario scenario, int effect) {
        FakeFederation federation = scenario.begin();
        strike(federation, effect, faults -> faults.failNext(NEXT_WRITE, Fault.REFUSED, 1));

        Object report = scenario.call(federation, federation.newProcess());

        assertThat(federation.pauseHeldAnywhere()).isFalse();
        Aftermath.of(federation).nothingIsMadeTwice();
        if (report instanceof BackupReport backup) {
            mustBeCompleteOrRefused(federation, backup);
        }
    }

    private static void mustBeCompleteOrRefused(FakeFederation federation, BackupReport backup) {
        if (backup.complete()) {
            assertThat(federation.snapshotsOutsidePause()).isEmpty();
        } else {
            assertThat(backup.cause())
                    .map(FailureCause::kind)
                    .hasValueSatisfying(kind ->
                            assertThat(kind).isIn(FailureCause.Kind.MEMBER_REFUSED, FailureCause.Kind.MEMBER_FAILED));
        }
    }

    private static void strike(FakeFederation federation, int effect, Consumer<FaultPlan> fault) {
        int number = federation.effects() + effect;
        federation.onEffect(seen -> {
            if (seen.number() == number && seen.moment() == Effect.Moment.BEFORE) {
                fault.accept(federation.plane(seen.cluster().value()).faults());
            }
        });
    }
}
