package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.BackupReport;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A whole restore into a real PD that nobody has used yet, which is so only once: all else is served by servers of ours, of which
 * the TiKV stores register with it.
 */
@Tag("fresh-pd")
class FreshPdRestoreTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final WiredFederation wired = WiredFederation.startWithPd(System.getProperty("brfed.fresh-pd"));
    private final PdClient pd = wired.copyTikv().pd();
    private final PdRecovery recovery = wired.copyTikv().pdRecovery();

    @AfterEach
    void close() {
        wired.close();
    }

    private void assertFresh() {
        assertThat(WiredFederation.await(recovery.isBootstrapped(LIMIT))).isFalse();
        assertThat(WiredFederation.await(recovery.isMarked(LIMIT))).isFalse();
        assertThat(WiredFederation.await(pd.stores(LIMIT))).isEmpty();
        assertThatThrownBy(() -> WiredFederation.await(recovery.setIdBase(5_000_000, LIMIT)))
                .hasMessageContaining("can only recover alloc id when recovering mark marked");
    }

    @Test
    void aBackupComesBackInIt() {
        assertFresh();
        BackupReport backup = wired.write().backup();

        RestoreReport report = wired.restore(
                        backup,
                        wired.clusters(
                                wired.planes(wired.copyTikv().storeRecovery()).build()))
                .execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.complete()).isTrue();
        assertThat(wired.copy().contents().latest())
                .isEqualTo(wired.captured(backup.commitTs().orElseThrow()));
        assertThat(wired.copy().notTakenBack()).isEmpty();
        assertRaised();
        assertInService();
    }

    private void assertRaised() {
        assertThat(WiredFederation.await(recovery.isMarked(LIMIT))).isFalse();
        Tso now = WiredFederation.await(pd.timestamp(LIMIT));
        long id = WiredFederation.await(pd.allocateId(LIMIT));
        for (String name : WiredFederation.NAMES) {
            JsonNode own = wired.document("nightly-" + name + "/backupmeta").path("brfed");
            assertThat(now).isGreaterThan(Tso.parse(own.path("closing_ts").asText()));
            assertThat(id).isGreaterThan(own.path("id_high_water").asLong());
        }
    }

    private void assertInService() {
        assertThat(WiredFederation.await(pd.stores(LIMIT)))
                .hasSize(WiredFederation.NAMES.size() * WiredFederation.STORES_EACH)
                .extracting(PdStore::state)
                .containsOnly(PdStore.State.UP);
        List<RegionRoute> routes = WiredFederation.await(pd.regions(Key.UNBOUNDED, 100, LIMIT));
        assertThat(routes)
                .extracting(route -> route.region().id())
                .containsExactlyInAnyOrderElementsOf(wired.regions());
        assertThat(routes).allSatisfy(route -> assertThat(route.leader()).isPresent());
    }
}
