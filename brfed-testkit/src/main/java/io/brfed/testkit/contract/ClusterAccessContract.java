package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.direct.ClusterFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link io.brfed.spi.ClusterAccess} does, as tests. To prove one of your own, write a
 * {@link ClusterAccessFixture} for it and inherit:
 *
 * <pre>{@code
 * class MyClusterAccessTest extends ClusterAccessContract {
 *     protected ClusterAccessFixture newFixture() {
 *         return new MyFixture();
 *     }
 * }
 * }</pre>
 *
 * Each test gets a fixture of its own. The fake of the testkit and {@code KubernetesClusterAccess} pass it. Needs Jackson,
 * which is an optional dependency of the testkit.
 *
 * @since 0.1.0
 */
public abstract class ClusterAccessContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClusterAccessFixture fixture;

    /** For implementations. */
    protected ClusterAccessContract() {}

    /** A new access with its TiDB cluster behind it; closed after the test. */
    protected abstract ClusterAccessFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    private ClusterInventory discover() {
        return fixture.await(fixture.access().discover(fixture.tidbCluster(), LIMIT));
    }

    @Test
    @DisplayName("finds each store with its volumes and their roles, the data volume first")
    final void findsStores() {
        ClusterInventory found = discover();

        assertThat(found.stores())
                .extracting(ClusterInventory.TikvStore::id)
                .containsExactly(Optional.of(new StoreId(1)), Optional.of(new StoreId(2)), Optional.of(new StoreId(3)));
        assertThat(found.stores())
                .allSatisfy(store -> assertThat(store.volumes())
                        .extracting(TikvVolume::role)
                        .containsExactly(TikvVolume.DATA, "raft-engine.dir"));
        assertThat(volumes(found))
                .extracting(TikvVolume::id)
                .doesNotHaveDuplicates()
                .hasSize(6);
        assertThat(found.findings()).isEmpty();
    }

    @Test
    @DisplayName("finds the same again")
    final void isRepeatable() {
        assertThat(discover()).isEqualTo(discover());
    }

    @Test
    @DisplayName("writes a document for each claim and volume, in the order of the volumes, that name each other")
    final void writesVolumes() {
        ClusterInventory found = discover();
        List<JsonNode> claims = trees(found.documents().claims());
        List<JsonNode> persistent = trees(found.documents().volumes());

        assertThat(persistent)
                .extracting(volume ->
                        volume.at("/metadata/annotations/temporary~1volume-id").asText())
                .containsExactlyElementsOf(volumes(found).stream()
                        .map(volume -> volume.id().value())
                        .toList());
        assertThat(claims).hasSameSizeAs(persistent);
        assertThat(IntStream.range(0, claims.size())).allSatisfy(i -> {
            JsonNode claim = claims.get(i);
            JsonNode volume = persistent.get(i);
            assertThat(claim.at("/spec/volumeName")).isEqualTo(volume.at("/metadata/name"));
            assertThat(volume.at("/spec/claimRef/name")).isEqualTo(claim.at("/metadata/name"));
            assertThat(claim.at("/metadata/name").asText())
                    .matches("[-a-z0-9]+-" + fixture.tidbCluster().name() + "-tikv-\\d+");
            assertThat(claim.has("kind") || volume.has("kind")).isFalse();
        });
    }

    @Test
    @DisplayName("writes the TidbCluster in the form of v1, and something for people to read")
    final void writesTidbCluster() {
        ClusterInventory found = discover();
        JsonNode document = tree(found.documents().tidbCluster());

        assertThat(document.at("/metadata/name").asText())
                .isEqualTo(fixture.tidbCluster().name());
        assertThat(document.at("/spec/tikv/replicas").asInt())
                .isEqualTo(found.replicas().tikv())
                .isEqualTo(3);
        assertThat(document.at("/spec/tikv/storageVolumes")).hasSize(1);
        assertThat(document.at("/spec/tikv/config").isTextual()).isTrue();
        assertThat(found.documents().manifests())
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(manifest.yaml())
                        .contains("kind: " + manifest.kind())
                        .doesNotContain("managedFields"));
    }

    @TestFactory
    @DisplayName("a fault is a finding that prevents a backup and says what to do")
    final Stream<DynamicTest> reportsEachFault() {
        return Stream.of(ClusterFault.values())
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> reportsFault(fault)));
    }

    private void reportsFault(ClusterFault fault) {
        try (ClusterAccessFixture damaged = newFixture()) {
            damaged.damage(fault);

            assertThat(damaged.await(damaged.access().discover(damaged.tidbCluster(), LIMIT))
                            .findings())
                    .filteredOn(finding -> finding.severity() == Finding.Severity.FAULT)
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding.advice()).isNotBlank());
        }
    }

    @Test
    @DisplayName("a store whose pod does not say its id is there without one")
    final void keepsStoreWithoutId() {
        fixture.damage(ClusterFault.STORE_ID_MISSING);

        assertThat(discover().stores())
                .extracting(ClusterInventory.TikvStore::id)
                .containsOnlyOnce(Optional.empty())
                .hasSize(3);
    }

    @Test
    @DisplayName("all faults come at once")
    final void reportsAllFaults() {
        fixture.damage(ClusterFault.STORE_ID_MISSING);
        fixture.damage(ClusterFault.VOLUME_NOT_EBS);

        assertThat(discover().findings()).extracting(Finding::field).contains("TiKV pod", "PersistentVolume");
    }

    @Test
    @DisplayName("a TiDB cluster that does not exist is gone")
    final void knowsNoOther() {
        TidbClusterRef other = new TidbClusterRef(fixture.tidbCluster().namespace(), "nobody");

        assertFault(() -> fixture.await(fixture.access().discover(other, LIMIT)), Fault.GONE);
    }

    @Test
    @DisplayName("a system that refuses connections is unreachable")
    final void saysThatItIsCutOff() {
        fixture.cutOff();

        assertFault(this::discover, Fault.UNREACHABLE, Fault.RETRY);
        fixture.reconnect();
        assertThat(discover().stores()).hasSize(3);
    }

    @Test
    @DisplayName("a system that does not answer is unreachable when the limit is over")
    final void endsAtTheLimit() {
        fixture.silence();

        assertFault(() -> fixture.await(fixture.access().discover(fixture.tidbCluster(), SHORT)), Fault.UNREACHABLE);
        assertFault(() -> fixture.await(fixture.access().checkRights(fixture.tidbCluster(), SHORT)), Fault.UNREACHABLE);
        fixture.reconnect();
    }

    @Test
    @DisplayName("says nothing about rights if none is missing")
    final void hasAllRights() {
        assertThat(fixture.await(fixture.access().checkRights(fixture.tidbCluster(), LIMIT)))
                .isEmpty();
    }

    @Test
    @DisplayName("a missing right is said when asked, and refuses a discovery")
    final void lacksRight() {
        fixture.takeRightAway();

        assertThat(fixture.await(fixture.access().checkRights(fixture.tidbCluster(), LIMIT)))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Finding.Severity.FAULT));
        assertFault(this::discover, Fault.REFUSED);
    }

    private static void assertFault(ThrowingCallable call, Fault... faults) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isIn((Object[]) faults));
    }

    private static List<TikvVolume> volumes(ClusterInventory found) {
        return found.stores().stream()
                .flatMap(store -> store.volumes().stream())
                .toList();
    }

    private static List<JsonNode> trees(List<String> documents) {
        return documents.stream().map(ClusterAccessContract::tree).toList();
    }

    private static JsonNode tree(String document) {
        try {
            return JSON.readTree(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + document, e);
        }
    }
}
