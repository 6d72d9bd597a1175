package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.PdRecovery.Document;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionMeta;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.StoreRecovery;
import io.brfed.spi.StoreRecovery.Answer;
import io.brfed.spi.StoreRecovery.Kind;
import io.brfed.spi.StoreRecovery.Target;
import io.brfed.spi.StoreRecovery.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PdRecovery} and {@link StoreRecovery} do. To prove ones of your own, write a {@link RecoveryFixture} for
 * them and inherit. Each test gets a fixture of its own.
 *
 * @since 0.1.0
 */
public abstract class RecoveryContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Tso VERSION = new Tso(1L << 40);
    private static final Times TIMES = new Times(VERSION, new Tso(VERSION.bits() + 1), new Tso(VERSION.bits() + 2));

    private RecoveryFixture fixture;
    private PdRecovery pd;
    private StoreRecovery stores;

    /** For implementations. */
    protected RecoveryContract() {}

    /** New adapters with a cluster behind them; closed after the test. */
    protected abstract RecoveryFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
        pd = fixture.pdRecovery();
        stores = fixture.stores();
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    @Test
    final void marksAndUnmarksAnyNumberOfTimes() {
        fixture.await(pd.unmark(LIMIT));
        fixture.await(pd.unmark(LIMIT));
        assertThat(fixture.await(pd.isMarked(LIMIT))).isFalse();

        fixture.await(pd.mark(LIMIT));
        fixture.await(pd.mark(LIMIT));
        assertThat(fixture.await(pd.isMarked(LIMIT))).isTrue();
    }

    @Test
    final void aPdWithStoresIsBootstrapped() {
        assertThat(fixture.await(pd.isBootstrapped(LIMIT))).isTrue();
    }

    @Test
    final void givesOutLaterTimestampsOnceTheyAreRaised_P14() {
        Tso now = fixture.await(fixture.pd().timestamp(LIMIT));
        Tso later = new Tso(now.bits() + (1L << 40));

        fixture.await(pd.raiseTimestamp(later, LIMIT));
        fixture.await(pd.raiseTimestamp(now, LIMIT));

        assertThat(fixture.await(fixture.pd().timestamp(LIMIT))).isGreaterThan(later);
    }

    @Test
    final void givesOutGreaterIdsOnceTheyAreRaised_P25() {
        fixture.await(pd.setIdBase(5_000_000, LIMIT));

        assertThat(fixture.await(fixture.pd().allocateId(LIMIT))).isGreaterThan(5_000_000L);
    }

    @Test
    final void aPdThatIsNotMarkedRefusesToRaiseIds_P25() {
        fixture.await(pd.unmark(LIMIT));

        assertThatThrownBy(() -> fixture.await(pd.setIdBase(5_000_000, LIMIT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(Fault.REFUSED));
    }

    @Test
    final void changesTheReplicationSettingsThatItIsToldAndKeepsTheOthers() {
        change(Document.REPLICATE, "{\"max-replicas\":5}");
        change(Document.REPLICATE, "{\"location-labels\":\"zone,host\"}");

        JsonNode now = document(Document.REPLICATE);
        assertThat(now.path("max-replicas").asInt()).isEqualTo(5);
        assertThat(now.path("location-labels").asText()).isEqualTo("zone,host");
    }

    @Test
    final void replacesAllPlacementRulesByThoseThatItIsTold() {
        change(Document.PLACEMENT_RULES, rules("spread", 2));
        change(Document.PLACEMENT_RULES, rules("default", 3));
        change(Document.PLACEMENT_RULES, rules("default", 3));

        JsonNode now = document(Document.PLACEMENT_RULES);
        assertThat(now.findValuesAsText("id")).containsExactly("default");
        assertThat(now.findValuesAsText("count")).containsExactly("3");
    }

    private static String rules(String id, int count) {
        return "[{\"group_id\":\"pd\",\"group_index\":0,\"group_override\":false,\"rules\":[{\"group_id\":\"pd\",\"id\":\""
                + id + "\",\"start_key\":\"\",\"end_key\":\"\",\"role\":\"voter\",\"count\":" + count + "}]}]";
    }

    @Test
    final void setsAndRemovesRegionLabelRules() {
        change(Document.REGION_LABEL_RULES, "{\"sets\":[" + label("one") + "," + label("two") + "],\"deletes\":[]}");
        change(Document.REGION_LABEL_RULES, "{\"sets\":[],\"deletes\":[\"one\"]}");
        change(Document.REGION_LABEL_RULES, "{\"sets\":[],\"deletes\":[\"one\"]}");

        assertThat(document(Document.REGION_LABEL_RULES).findValuesAsText("id"))
                .contains("two")
                .doesNotContain("one");
    }

    private static String label(String id) {
        return "{\"id\":\"" + id + "\",\"labels\":[{\"key\":\"kind\",\"value\":\"cold\"}],\"rule_type\":\"key-range\","
                + "\"data\":[{\"start_key\":\"\",\"end_key\":\"7480000000000000ff\"}]}";
    }

    private void change(Document document, String json) {
        fixture.await(pd.change(document, json, LIMIT));
    }

    private JsonNode document(Document document) {
        String name = document.documentName();
        try {
            return JSON.readTree(
                    fixture.await(fixture.pd().state(List.of(name), LIMIT)).getOrDefault(name, "null"));
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(name + " is no JSON", notJson);
        }
    }

    @Test
    final void eachStoreTellsEveryRegionThatItHas() {
        List<RegionMeta> all = Collections.synchronizedList(new ArrayList<>());
        for (PdStore store : fixture.await(fixture.pd().stores(LIMIT))) {
            fixture.await(stores.readRegions(store, all::addAll, LONG));
        }

        assertThat(all).hasSize(3 * fixture.regions());
        assertThat(all.stream().map(RegionMeta::regionId).distinct()).hasSize(fixture.regions());
        assertThat(all)
                .anySatisfy(meta -> assertThat(meta.start().isUnbounded()).isTrue());
        assertThat(all).allSatisfy(meta -> {
            assertThat(meta.version()).isNotZero();
            assertThat(meta.peerId()).isNotZero();
            assertThat(meta.lastIndex()).isNotZero();
        });
    }

    @Test
    final void aStoreLeadsWhatItIsToldTo() {
        RegionRoute led = lead();

        assertThat(led.leader()).isPresent();
    }

    /** Which of them is the later one is decided where they arrive. */
    @Test
    final void ofTwoCallsToAStoreOneEndsTheOther_P21() {
        PdStore store = first();
        long[] regions = regionsOf(store).toArray();
        CompletionStage<Void> one = stores.recover(store, LongStream.of(regions), LONG);
        CompletionStage<Void> other = stores.recover(store, LongStream.of(regions), LONG);

        assertThat(List.of(fails(one), fails(other))).containsExactlyInAnyOrder(true, false);
    }

    private boolean fails(CompletionStage<Void> call) {
        try {
            fixture.await(call);
            return false;
        } catch (ProviderException ended) {
            assertThat(ended.fault()).isIn(Fault.RETRY, Fault.BUSY_UNTIL);
            return true;
        }
    }

    @Test
    final void aStoreThatStartsAnewEndsTheCall_P22() {
        PdStore store = first();
        CompletionStage<Void> call = stores.recover(store, regionsOf(store), LONG);
        fixture.await(fixture.pd().stores(LIMIT));

        fixture.startAnew(store.id());

        assertThatThrownBy(() -> fixture.await(call)).isInstanceOf(ProviderException.class);
    }

    @Test
    final void aPreparedRegionIsTakenBack() {
        Target target = target(lead());

        assertThat(fixture.await(stores.prepareFlashback(target, TIMES, LIMIT))).isEqualTo(Answer.DONE);
        assertThat(fixture.await(stores.flashback(target, TIMES, LIMIT))).isEqualTo(Answer.DONE);
    }

    @Test
    final void aRegionThatIsNotPreparedIsNotTakenBack_P24() {
        Answer answer = fixture.await(stores.flashback(target(lead()), TIMES, LIMIT));

        assertThat(answer.what()).isEqualTo(Kind.NOT_PREPARED);
    }

    @Test
    final void aRegionOfAnotherEpochIsToldFromOneThatFails() {
        Target target = target(lead());
        RegionRoute.RegionAt at = target.region();
        RegionRoute.RegionAt older =
                new RegionRoute.RegionAt(at.id(), at.start(), at.end(), at.confVersion(), at.version() - 1);

        Answer answer = fixture.await(
                stores.prepareFlashback(new Target(target.store(), target.leader(), older), TIMES, LIMIT));

        assertThat(answer.what()).isEqualTo(Kind.CHANGED);
    }

    @Test
    final void aStoreThatDoesNotLeadNamesTheOneThatDoes() {
        Target target = target(lead());
        StoreId other = new StoreId(77);
        fixture.answerNext(target.region(), new Answer(Kind.NOT_LEADER, Optional.of(other), Duration.ZERO, "as told"));

        Answer answer = fixture.await(stores.prepareFlashback(target, TIMES, LIMIT));

        assertThat(answer.what()).isEqualTo(Kind.NOT_LEADER);
        assertThat(answer.leader()).contains(other);
    }

    @Test
    final void whatARegionAnswersIsTold_P23() {
        Target target = target(lead());

        for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.DONE, Kind.NOT_LEADER))) {
            fixture.answerNext(target.region(), Answer.of(kind, "as told"));

            assertThat(fixture.await(stores.flashback(target, TIMES, LIMIT)).what())
                    .isEqualTo(kind);
        }
    }

    /** Lets the first store lead what it has; one of the regions. */
    private RegionRoute lead() {
        PdStore store = first();
        long[] regions = regionsOf(store).toArray();
        fixture.await(stores.recover(store, LongStream.of(regions), LONG));
        return fixture.await(fixture.pd().regions(Key.UNBOUNDED, fixture.regions(), LIMIT)).stream()
                .filter(route -> route.region().id() == regions[0])
                .findFirst()
                .orElseThrow();
    }

    private PdStore first() {
        return fixture.await(fixture.pd().stores(LIMIT)).get(0);
    }

    private LongStream regionsOf(PdStore store) {
        List<RegionMeta> metas = Collections.synchronizedList(new ArrayList<>());
        fixture.await(stores.readRegions(store, metas::addAll, LONG));
        return metas.stream().mapToLong(RegionMeta::regionId).sorted();
    }

    private Target target(RegionRoute led) {
        StoreId leader = led.leader().orElseThrow();
        PdStore store = fixture.await(fixture.pd().stores(LIMIT)).stream()
                .filter(each -> each.id().equals(leader))
                .findFirst()
                .orElseThrow();
        RegionRoute.Peer peer = led.peers().stream()
                .filter(each -> each.store().equals(leader))
                .findFirst()
                .orElseThrow();
        return new Target(store, peer, led.region());
    }
}
