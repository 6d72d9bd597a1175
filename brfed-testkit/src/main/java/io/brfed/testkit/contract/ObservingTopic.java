package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Subscription;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading what members report. */
interface ObservingTopic extends Topic {
    @Test
    @DisplayName("a condition is seen at once by a live and by a confirming read")
    default void seesConditions() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        fixture().report(backup().member(), Condition.INITIALIZED);

        assertThat(backup().observe(Freshness.LIVE).has(Condition.INITIALIZED)).isTrue();
        assertThat(backup().observe(Freshness.CONFIRM).has(Condition.INITIALIZED))
                .isTrue();
    }

    @Test
    @DisplayName("a condition is known in the end without asking")
    default void knowsConditions() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        try (Subscription watching = fixture().plane().subscribe(backup().member(), () -> {})) {
            fixture().report(backup().member(), Condition.INITIALIZED);

            assertThat(backup().untilKnown(Condition.INITIALIZED).desired()).contains(Phase.INITIALIZE);
            assertThat(watching.delivery()).isNotNull();
        }
    }

    @Test
    @DisplayName("a condition is a latch: it stays when others are reached")
    default void latches() {
        backup().executing();
        fixture().report(backup().member(), Condition.INITIALIZED);
        fixture().report(backup().member(), Condition.SNAPSHOTS_CREATED);
        fixture().report(backup().member(), Condition.VOLUMES_COMPLETE);

        MemberState state = backup().observe();
        assertThat(state.has(Condition.INITIALIZED)).isTrue();
        assertThat(state.has(Condition.SNAPSHOTS_CREATED)).isTrue();
        assertThat(state.has(Condition.VOLUMES_COMPLETE)).isTrue();
    }

    @Test
    @DisplayName("a failure is reported as a condition, not as an error")
    default void reportsFailure() {
        backup().executing();
        fixture().report(backup().member(), Condition.VOLUMES_FAILED);

        assertThat(backup().observe().has(Condition.VOLUMES_FAILED)).isTrue();
    }

    @Test
    @DisplayName("an initializer says until when its pause lasts")
    default void saysWhenThePauseEnds() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        fixture().report(backup().member(), Condition.INITIALIZED);

        MemberState state = backup().observe();
        assertThat(state.pause()).isPresent();
        assertThat(state.pause().orElseThrow().endsBy())
                .isAfter(state.createdAt().orElseThrow());
    }

    @Test
    @DisplayName("a member deleted by hand is absent, and can be created again")
    default void seesDeletionByHand() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        fixture().deleteByHand(backup().member());

        assertThat(backup().observe().presence()).isEqualTo(Presence.ABSENT);
        ContractCalls.assertHas(
                backup().declare(Phase.INITIALIZE, backup().stamp(2)), Phase.INITIALIZE, backup().stamp(2));
    }

    @Test
    @DisplayName("the list holds every member with a stamp and nothing foreign")
    default void lists() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        ContractCalls restore =
                new ContractCalls(fixture(), fixture().request(OperationKind.RESTORE, "contract-r"), "op-r");
        restore.declare(Phase.RESTORE_VOLUME, restore.stamp(1));
        fixture().putForeign(fixture().request(OperationKind.BACKUP, "foreign").member());

        List<MemberState> listed =
                fixture().await(fixture().plane().list(backup().member().tidbCluster(), ContractCalls.LIMIT));

        assertThat(listed)
                .extracting(MemberState::member)
                .containsExactlyInAnyOrder(backup().member(), restore.member());
        assertThat(listed).allSatisfy(state -> assertThat(state.stamp()).isPresent());
    }

    @Test
    @DisplayName("what is known of a member that was only ever declared is its phase")
    default void knowsWithoutSubscription() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        ContractCalls.assertHas(backup().observe(Freshness.KNOWN), Phase.INITIALIZE, backup().stamp(1));
    }

    @Test
    @DisplayName("a list holds nothing where nothing is, nor members of another TidbCluster")
    default void listsNothingElse() {
        TidbClusterRef own = backup().member().tidbCluster();
        assertThat(list(own)).isEmpty();
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        assertThat(list(new TidbClusterRef(own.namespace(), own.name() + "-other")))
                .isEmpty();
    }

    private List<MemberState> list(TidbClusterRef tidbCluster) {
        return fixture().await(fixture().plane().list(tidbCluster, ContractCalls.LIMIT));
    }
}
