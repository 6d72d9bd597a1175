package io.brfed.tikv.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.spi.PdClient.MinResolvedTs;
import io.brfed.spi.PdClient.PausedScheduler;
import io.brfed.spi.PdClient.RunningOperator;
import io.brfed.spi.PdStore;
import org.junit.jupiter.api.Test;

class PdJsonTest {
    @Test
    void keepsNumbersOf64BitsWithoutSign() {
        assertThat(PdJson.minResolvedTs(json("{\"is_real_time\":true,\"min_resolved_ts\":18446744073709551613}"))
                        .value())
                .hasToString("18446744073709551613");
        assertThat(PdJson.unsigned(json("9007199254740993"))).isEqualTo(9_007_199_254_740_993L);
        assertThat(PdJson.unsigned(json("\"18446744073709551614\""))).isEqualTo(-2);
        assertThatThrownBy(() -> PdJson.unsigned(json("18446744073709551616")))
                .isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> PdJson.unsigned(json("1.5"))).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> PdJson.unsigned(json("-1"))).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void takesTheGreatestMinResolvedTsForNone_P12() {
        MinResolvedTs none =
                PdJson.minResolvedTs(json("{\"is_real_time\":true,\"min_resolved_ts\":18446744073709551615}"));

        assertThat(none.value().bits()).isZero();
    }

    @Test
    void takesAMissingFlagForSwitchedOff_P12() {
        assertThat(PdJson.minResolvedTs(json("{\"min_resolved_ts\":5,\"persist_interval\":\"0s\"}"))
                        .enabled())
                .isFalse();
    }

    @Test
    void readsListsThatAreNull() {
        assertThat(PdJson.names(json("null"))).isEmpty();
        assertThat(PdJson.pausedSchedulers(json("null"))).isEmpty();
        assertThat(PdJson.operators(json("null"))).isEmpty();
        assertThat(PdJson.stores(json("{\"count\":0,\"stores\":null}"))).isEmpty();
    }

    @Test
    void readsTimesOfAnyZone() {
        assertThat(PdJson.pausedSchedulers(json(
                        "[{\"name\":\"a\",\"paused_at\":\"2026-11-22T08:00:00+08:00\",\"resume_at\":\"2026-11-22T00:01:00Z\"},"
                                + "{\"name\":\"b\",\"paused_at\":5,\"resume_at\":65}]")))
                .containsExactly(
                        new PausedScheduler("a", 1_795_305_600L, 1_795_305_660L), new PausedScheduler("b", 5, 65));
    }

    @Test
    void readsOperatorsOfBothForms() {
        assertThat(PdJson.operators(
                        json("[\"balance {mv peer: store [1] to [4]} (kind:region, region:18446744073709551615(1, 2), "
                                + "createdAt:x)\",{\"region_id\":7,\"desc\":\"x\"},\"unknown\"]")))
                .extracting(RunningOperator::region)
                .containsExactly(-1L, 7L, 0L);
    }

    @Test
    void readsStates() {
        assertThat(state("\"state_name\":\"Up\",\"node_state\":1")).isEqualTo(PdStore.State.UP);
        assertThat(state("\"state_name\":\"Up\"")).isEqualTo(PdStore.State.PREPARING);
        assertThat(state("\"state_name\":\"Disconnected\",\"node_state\":1")).isEqualTo(PdStore.State.DISCONNECTED);
        assertThat(state("\"state_name\":\"Down\",\"node_state\":1")).isEqualTo(PdStore.State.DOWN);
        assertThat(state("\"state\":1,\"state_name\":\"Offline\",\"node_state\":2"))
                .isEqualTo(PdStore.State.OFFLINE);
    }

    @Test
    void knowsTiflashByItsLabel() {
        PdStore store = PdJson.stores(
                        json("{\"stores\":[{\"store\":{\"id\":1,\"address\":\"a:1\",\"state_name\":\"Up\","
                                + "\"node_state\":1,\"labels\":[{\"key\":\"engine\",\"value\":\"tiflash\"}],"
                                + "\"start_timestamp\":100,\"last_heartbeat\":1700000000123456789}}]}"))
                .get(0);

        assertThat(store.isTiflash()).isTrue();
        assertThat(store.startedAt()).hasToString("1970-01-01T00:01:40Z");
        assertThat(store.lastHeartbeat()).hasToString("2023-11-14T22:13:20.123456789Z");
    }

    @Test
    void keepsSettingsAsTheyAreWritten() {
        assertThat(PdJson.settings(json("{\"a\":0.10,\"b\":\"false\",\"c\":true,\"d\":{\"e\":[1]}}")))
                .containsEntry("a", "0.10")
                .containsEntry("b", "\"false\"")
                .containsEntry("c", "true")
                .containsEntry("d", "{\"e\":[1]}");
    }

    private static PdStore.State state(String fields) {
        return PdJson.stores(json("{\"stores\":[{\"store\":{\"id\":1,\"address\":\"a:1\"," + fields + "}}]}"))
                .get(0)
                .state();
    }

    private static JsonNode json(String text) {
        try {
            return PdHttp.JSON.readTree(text);
        } catch (JsonProcessingException bad) {
            throw new AssertionError(bad);
        }
    }
}
