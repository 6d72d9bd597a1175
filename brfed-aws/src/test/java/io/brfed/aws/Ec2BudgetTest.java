package io.brfed.aws;

import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.CallBudgetContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ec2BudgetTest extends CallBudgetContract {
    private final VirtualTime time = VirtualTime.create();
    private final Ec2Budget budget = Ec2Budget.create(time);

    @Override
    protected CallBudget newBudget(VirtualTime on) {
        return Ec2Budget.create(on);
    }

    @ParameterizedTest
    @CsvSource({"30, 0", "100, 0", "101, 200", "150, 10000", "200, 20000", "300, 40000", "500, 80000"})
    void theLastOfManyRequestsForSnapshotsWaitsForWhatEc2Refills(int instances, long millis) {
        assertThat(budget.wouldWait(Call.CREATE_SNAPSHOTS, instances)).isEqualTo(Duration.ofMillis(millis));

        List<Duration> waits = range(0, instances)
                .mapToObj(i -> budget.reserve(Call.CREATE_SNAPSHOTS))
                .toList();

        assertThat(waits.get(instances - 1)).isEqualTo(Duration.ofMillis(millis));
        assertThat(waits).isSorted();
    }

    @ParameterizedTest
    @CsvSource({"30, 6000", "100, 20000", "150, 30000", "300, 60000"})
    void anEmptyBucketCostsAFifthOfASecondForEachRequest(int instances, long millis) {
        budget.exhausted(Call.CREATE_SNAPSHOTS);

        assertThat(budget.wouldWait(Call.CREATE_SNAPSHOTS, instances)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void tokensGrowBackUpToTheCapacityAndNoFurther() {
        budget.exhausted(Call.CREATE_SNAPSHOTS);
        time.advance(Duration.ofSeconds(10));
        assertThat(budget.wouldWait(Call.CREATE_SNAPSHOTS, 50)).isZero();
        assertThat(budget.wouldWait(Call.CREATE_SNAPSHOTS, 51)).isEqualTo(Duration.ofMillis(200));

        time.advance(Duration.ofDays(1));
        assertThat(budget.wouldWait(Call.CREATE_SNAPSHOTS, 101)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void whatWasReservedStaysReservedWhenEc2SaysThatTheBucketIsEmpty() {
        range(0, 110).forEach(i -> budget.reserve(Call.CREATE_SNAPSHOTS));
        budget.exhausted(Call.CREATE_SNAPSHOTS);

        assertThat(budget.reserve(Call.CREATE_SNAPSHOTS)).isEqualTo(Duration.ofMillis(2_200));
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_SNAPSHOTS, 200",
        "DELETE_SNAPSHOT, 200",
        "CREATE_VOLUME, 200",
        "DELETE_VOLUME, 200",
        "DESCRIBE, 50",
        "TAG, 100"
    })
    void eachKindOfCallHasTheBucketThatEc2Gives(Call call, long millis) {
        assertThat(budget.wouldWait(call, 100)).isZero();
        assertThat(budget.wouldWait(call, 101)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void deletingThreeHundredSnapshotsTakesFortySeconds() {
        range(0, 299).forEach(i -> budget.reserve(Call.DELETE_SNAPSHOT));

        assertThat(budget.reserve(Call.DELETE_SNAPSHOT)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void limitsCanBeSet() {
        Ec2Budget other = Ec2Budget.builder(time::elapsed)
                .bucket(Call.CREATE_SNAPSHOTS, 10, 2)
                .build();

        assertThat(other.wouldWait(Call.CREATE_SNAPSHOTS, 12)).isEqualTo(Duration.ofSeconds(1));
        assertThat(other.wouldWait(Call.DELETE_SNAPSHOT, 100)).isZero();
    }

    @Test
    void aBucketThatHoldsNothingIsRefused() {
        assertThatThrownBy(() -> Ec2Budget.builder(time::elapsed).bucket(Call.TAG, 0, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TAG with capacity 0");
    }

    @Test
    void tellsHowManyTokensAreLeft() {
        range(0, 103).forEach(i -> budget.reserve(Call.CREATE_SNAPSHOTS));

        assertThat(budget)
                .hasToString(
                        "Ec2Budget CREATE_SNAPSHOTS=-3 DELETE_SNAPSHOT=100 CREATE_VOLUME=100 DELETE_VOLUME=100 DESCRIBE=100"
                                + " TAG=100 LIST_BLOCKS=50 FAST_RESTORE=50");
    }
}
