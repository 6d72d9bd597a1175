package io.brfed.internal.direct.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecoveryPlanTest {
    private static final StoreId FIRST = new StoreId(1);
    private static final StoreId SECOND = new StoreId(4);
    private static final StoreId THIRD = new StoreId(5);

    private final RegionMetas metas = RegionMetas.collect();

    private record Peer(int term, int last, int version) {
        RegionMeta of(int region, String start, String end) {
            return new RegionMeta(region, region + 3, term, last, 0, version, false, key(start), key(end));
        }
    }

    private static final Peer PEER = new Peer(6, 100, 2);

    private static Key key(String hex) {
        return Key.of(HexFormat.of().parseHex(hex));
    }

    private void tells(StoreId store, RegionMeta... told) {
        metas.add(store, List.of(told));
    }

    @Test
    void spreadsTheLeadersOverStoresWhosePeersAreAlike_P18() {
        for (StoreId store : List.of(THIRD, FIRST, SECOND)) {
            tells(store, PEER.of(30, "20", ""), PEER.of(10, "", "10"), PEER.of(20, "10", "20"));
        }

        RecoveryPlan plan = metas.plan();

        assertThat(plan.leaders(FIRST)).containsExactly(10L);
        assertThat(plan.leaders(SECOND)).containsExactly(20L);
        assertThat(plan.leaders(THIRD)).containsExactly(30L);
    }

    @Test
    void thePeerThatSawTheGreatestTermLeads() {
        tells(FIRST, new Peer(6, 200, 2).of(10, "", ""));
        tells(SECOND, new Peer(7, 100, 2).of(10, "", ""));

        assertThat(metas.plan().leaders(SECOND)).containsExactly(10L);
    }

    @Test
    void everyOtherPeerIsACandidateAfterThoseThatAreAlike_P20() {
        tells(THIRD, new Peer(6, 200, 2).of(10, "", ""));
        tells(SECOND, new Peer(6, 200, 2).of(10, "", ""));
        tells(FIRST, new Peer(6, 100, 2).of(10, "", ""));

        assertThat(metas.plan().candidates(10)).containsExactly(SECOND, THIRD, FIRST);
    }

    @Test
    void aPeerWithoutContentIsNoCandidateWhateverItsTerm_P20() {
        tells(FIRST, new Peer(6, 200, 2).of(10, "", ""));
        tells(SECOND, new Peer(9, 0, 0).of(10, "", ""));

        assertThat(metas.plan().candidates(10)).containsExactly(FIRST);
    }

    @Test
    void aPeerThatHasAppliedTheSplitStandsForARegionBeforeOneThatHasNot() {
        tells(FIRST, new Peer(6, 200, 1).of(10, "", ""));
        tells(SECOND, new Peer(6, 200, 2).of(10, "", "50"), PEER.of(20, "50", ""));

        RecoveryPlan plan = metas.plan();

        assertThat(plan.regions()).isEqualTo(2);
        assertThat(plan.candidates(10)).containsExactly(SECOND, FIRST);
    }

    @Test
    void whatAMergeLeftBehindIsDroppedAndToldWithWhatCoversIt() {
        tells(FIRST, new Peer(6, 200, 4).of(10, "", ""));
        tells(SECOND, new Peer(6, 150, 2).of(20, "50", ""));

        RecoveryPlan plan = metas.plan();

        assertThat(plan.contains(20)).isFalse();
        assertThat(plan.dropped().some())
                .singleElement()
                .hasToString("region 20 (version 2, stores [4]): region 10 (version 4, stores [1]) overlaps it and is"
                        + " not older");
    }

    @Test
    void ofTwoRegionsOfOneAgeTheOneWithTheSmallerIdStays_P18() {
        tells(FIRST, PEER.of(20, "", ""));
        tells(SECOND, PEER.of(10, "", ""));

        assertThat(metas.plan().contains(10)).isTrue();
    }

    @Test
    void theGreatestIdIsThatOfAnyStoreRegionOrPeerUnsigned_P25() {
        tells(new StoreId(-5), new RegionMeta(10, -3, 6, 1, 0, 1, false, Key.UNBOUNDED, Key.UNBOUNDED));

        assertThat(Long.toUnsignedString(metas.plan().greatestId())).isEqualTo("18446744073709551613");
    }

    @Test
    void aMissingTailIsRefused_P19() {
        tells(FIRST, PEER.of(10, "", "10"), PEER.of(20, "10", "2000ff"));

        assertThatExceptionOfType(UnusableRegionsException.class)
                .isThrownBy(metas::plan)
                .withMessageContaining("there is none from 2000FF to the end, after region 20 (version 2, stores [1])");
    }

    @Test
    void aMissingHeadIsRefused_P19() {
        tells(FIRST, PEER.of(10, "10", ""));

        assertThatExceptionOfType(UnusableRegionsException.class)
                .isThrownBy(metas::plan)
                .withMessageContaining("there is none from the beginning to 10, before region 10");
    }

    @Test
    void nothingAtAllIsRefused_P19() {
        tells(FIRST);
        tells(SECOND, new Peer(6, 0, 0).of(10, "", ""));

        assertThatExceptionOfType(UnusableRegionsException.class)
                .isThrownBy(metas::plan)
                .withMessageContaining("the 2 stores that were read have no regions with content (1 peers without)");
    }

    @Test
    void ofManyGapsTheFirstAreToldAndTheOthersCounted() {
        IntStream.range(0, 20)
                .filter(i -> i % 2 == 0)
                .forEach(i -> tells(
                        FIRST,
                        PEER.of(
                                i,
                                i == 0 ? "" : String.format(Locale.ROOT, "%02x", i),
                                String.format(Locale.ROOT, "%02x", i + 1))));

        assertThatExceptionOfType(UnusableRegionsException.class)
                .isThrownBy(metas::plan)
                .withMessageContaining("there is none from 09 to 0A")
                .withMessageNotContaining("from 0B")
                .withMessageContaining("and 5 more gaps");
    }

    @Test
    void aKeyIsToldWithAtMostEightyDigits() {
        tells(FIRST, PEER.of(10, "ab".repeat(60), ""));

        assertThatExceptionOfType(UnusableRegionsException.class)
                .isThrownBy(metas::plan)
                .withMessageContaining("to " + "AB".repeat(40) + "…, before");
    }

    @Test
    void aRegionThatWasRemovedFromItsStoreIsRefusedIfNothingNewerCoversIt() {
        tells(FIRST, new RegionMeta(10, 11, 6, 1, 0, 1, true, Key.UNBOUNDED, Key.UNBOUNDED));

        assertThatExceptionOfType(UnusableRegionsException.class)
                .isThrownBy(metas::plan)
                .withMessageContaining("region 10 (version 1, stores [1]) was removed from its store");
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsDropped() {
        tells(FIRST, PEER.of(10, "", ""), new Peer(6, 1, 9).of(20, "20", "10"));

        assertThat(metas.plan().dropped().some())
                .singleElement()
                .extracting(RecoveryPlan.Dropped::why)
                .isEqualTo("its range is empty");
    }

    @Test
    void manyPeersOfOneRegionAreAllCandidates() {
        for (int store = 1; store <= RegionRows.MOST_PEERS; store++) {
            tells(new StoreId(store), PEER.of(10, "", ""));
        }

        assertThat(metas.plan().candidates(10)).hasSize(RegionRows.MOST_PEERS);
    }

    @Test
    void morePeersThanThereIsRoomForAreRefused() {
        for (int store = 1; store <= RegionRows.MOST_PEERS; store++) {
            tells(new StoreId(store), PEER.of(10, "", ""));
        }

        assertThatExceptionOfType(UnusableRegionsException.class)
                .isThrownBy(() -> tells(new StoreId(100), PEER.of(10, "", "")))
                .withMessageContaining("region 10 has more than 12 peers");
    }

    @Test
    void nothingIsAddedToAPlanThatWasMade() {
        tells(FIRST, PEER.of(10, "", ""));
        metas.plan();

        assertThatIllegalStateException().isThrownBy(() -> tells(SECOND, PEER.of(10, "", "")));
    }

    @Test
    void aRegionOutsideThePlanHasNoCandidates() {
        tells(FIRST, PEER.of(10, "", ""));
        RecoveryPlan plan = metas.plan();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.candidates(11))
                .withMessageContaining("region 11 is not part of the recovery plan");
    }
}
