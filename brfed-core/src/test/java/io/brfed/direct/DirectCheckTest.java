package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Finding;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found before anything is paused, with what to do about it. */
class DirectCheckTest {
    private final DirectWorld world = DirectWorld.of(3);

    private List<Finding> check() {
        return world.backup(world.clusters()).check();
    }

    private List<Finding> checkWithClock(Duration ahead) {
        Scheduler time = (Scheduler) Proxy.newProxyInstance(
                DirectCheckTest.class.getClassLoader(),
                new Class<?>[] {Scheduler.class},
                (proxy, method, arguments) -> method.getName().equals("now")
                        ? world.time.now().plus(ahead)
                        : method.invoke(world.time, arguments));
        return world.backup(world.clusters(time)).check();
    }

    private void put(String key, String text) {
        world.storage.put(DirectWorld.ROOT, key, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nothingIsFoundWhereNothingIsWrong() {
        assertThat(check()).isEmpty();
    }

    @Test
    void aClockThatIsFarFromPdsIsAFault() {
        assertThat(checkWithClock(Duration.ofSeconds(31)))
                .singleElement()
                .asString()
                .contains("clock", "S ahead of PD's", "at most PT30S", "time server");
        assertThat(checkWithClock(Duration.ofSeconds(-40)))
                .singleElement()
                .asString()
                .contains("S behind PD's");
    }

    @Test
    void aClockThatIsALittleOffIsNone() {
        assertThat(checkWithClock(Duration.ofSeconds(29))).isEmpty();
    }

    @Test
    void thePdOfAnotherTidbClusterIsToldByItsId() {
        world.saysClusterId(4711);

        assertThat(check())
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding.toString())
                        .contains("status.clusterID", "4711", Long.toUnsignedString(world.topology.clusterId())));
    }

    @Test
    void thePdOfThisTidbClusterIsNoFault() {
        world.saysClusterId(world.topology.clusterId());

        assertThat(check()).isEmpty();
    }

    @Test
    void witnessesAreNotSupported() {
        world.pd.document("placement-rules", """
                [{"group_id":"pd","rules":[{"id":"default","role":"voter","count":2},\
                {"id":"w","role":"voter","count":1,"is_witness":true}]}]""");

        assertThat(check()).singleElement().asString().contains("placement-rules", "witness", "make them voters");
    }

    @Test
    void rulesWithoutWitnessesAreNoFault() {
        world.pd.document("placement-rules", "[{\"rules\":[{\"id\":\"default\",\"is_witness\":false}]}]");

        assertThat(check()).isEmpty();
    }

    @Test
    void aPrefixThatHoldsAnotherBackupIsNamed() {
        put("nightly-k8s-b/backupmeta", "{\"brfed\":{\"operation\":\"op-of-another\"}}");

        assertThat(check())
                .singleElement()
                .asString()
                .contains("s3://backups/prod/nightly-k8s-b", "op-of-another", "choose another name");
    }

    @Test
    void aPrefixThatHoldsWhatTheOriginalBeganIsNamed() {
        put("nightly-k8s-b/clustermeta", "{\"tikv\":{\"repli");

        assertThat(check())
                .singleElement()
                .asString()
                .contains("s3://backups/prod/nightly-k8s-b", "brfed did not take", "it was left as it is");
    }

    @Test
    void aStorageWithoutConditionalWritesIsTold() {
        world.storage.guard(Guard.NONE);

        assertThat(check()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.NOTICE);
            assertThat(finding.toString()).contains("s3://backups/prod", "conditions of writes", "only one process");
        });
    }

    @Test
    void aStorageWithoutConditionsThatMayNotBeWrittenToIsAFault() {
        world.storage.guard(Guard.NONE).failNext(Action.WRITE, Fault.REFUSED);

        assertThat(check()).extracting(Finding::severity).contains(Finding.Severity.FAULT);
    }

    @Test
    void tryingToWriteLeavesNothingAndTouchesNothingOfOthers() {
        put("brfed/probe/k8s-b", "somebody else's");

        assertThat(check()).isEmpty();

        assertThat(world.storage.objects()).containsOnlyKeys("s3://backups/prod/brfed/probe/k8s-b");
        assertThat(world.storage
                        .get(DirectWorld.ROOT, "brfed/probe/k8s-b")
                        .orElseThrow()
                        .text())
                .isEqualTo("somebody else's");
    }

    @Test
    void whatATrialOfADeadProcessLeftIsRemoved() {
        world.storage.loseAnswerOf(Action.WRITE);
        assertThat(check()).extracting(Finding::field).containsExactly("k8s-a storage");
        assertThat(world.storage.objects()).hasSize(1);

        assertThat(check()).isEmpty();

        assertThat(world.storage.objects()).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceAndNothingIsPaused() {
        world.saysClusterId(4711);
        put("nightly-k8s-b/backupmeta", "{}");
        world.pd.document("placement-rules", "[{\"is_witness\":true}]");
        List<Finding> all = checkWithClock(Duration.ofHours(1));

        assertThat(all).extracting(Finding::field).anyMatch(field -> field.contains("clusterID"));
        assertThat(all).extracting(Finding::field).contains("clock", "placement-rules");
        assertThat(all).extracting(Finding::value).contains("s3://backups/prod/nightly-k8s-b");
        assertThatThrownBy(() -> world.backup(world.clusters()).execute()).hasMessageContaining("4711");
        assertThat(world.isUndisturbed()).isTrue();
        assertThat(world.ebs.snapshots()).isEmpty();
    }
}
