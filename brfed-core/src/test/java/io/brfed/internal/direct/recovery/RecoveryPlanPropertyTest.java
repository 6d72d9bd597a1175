package io.brfed.internal.direct.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each test tells the seed that failed: give it to the generator to see the regions again. */
class RecoveryPlanPropertyTest {
    private static final int SEEDS = 3_000;

    @Test
    void agreesWithTheStraightforwardPlanOnKeySpacesThatAreMostlyCovered() {
        int usable = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            usable += agrees("covering", seed, RandomRegions.covering(seed).metas) ? 1 : 0;
        }

        assertThat(usable).as("seeds with a usable plan").isBetween(SEEDS / 3, SEEDS - SEEDS / 20);
    }

    @Test
    void agreesWithTheStraightforwardPlanOnAnythingAtAll() {
        int usable = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            usable += agrees("chaotic", seed, RandomRegions.chaotic(seed).metas) ? 1 : 0;
        }

        assertThat(usable).as("seeds with a usable plan").isBetween(10, SEEDS / 2);
    }

    @Test
    void twentyThousandRegionsAreSpreadEvenly() {
        RegionMetas metas = RegionMetas.collect();
        int regions = 20_000;
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, regions).boxed().toList());
        for (int store = 1; store <= 4; store++) {
            Collections.shuffle(order, new Random(store));
            for (int region : order) {
                if (region % 4 != store - 1) {
                    metas.add(new StoreId(store), List.of(neighbour(region, regions)));
                }
            }
        }

        RecoveryPlan plan = metas.plan();

        assertThat(plan.regions()).isEqualTo(regions);
        assertThat(plan.stores())
                .allSatisfy(store -> assertThat(plan.leaders(store).count()).isEqualTo(regions / 4));
    }

    private static RegionMeta neighbour(int region, int regions) {
        Key start = region == 0 ? Key.UNBOUNDED : key(region);
        Key end = region == regions - 1 ? Key.UNBOUNDED : key(region + 1);
        return new RegionMeta(region * 1024L, region, 6, 10, 0, 1, false, start, end);
    }

    private static Key key(int number) {
        return Key.of((byte) (number >> 16), (byte) (number >> 8), (byte) number, (byte) 0, (byte) 0);
    }

    private static boolean agrees(String generator, long seed, Map<StoreId, List<RegionMeta>> metas) {
        String which = generator + " seed " + seed;
        StraightforwardPlan expected = new StraightforwardPlan(metas);
        Optional<RecoveryPlan> made = shuffled(seed, metas);
        assertThat(made.isPresent()).as(which + " is usable").isEqualTo(expected.usable);
        made.ifPresent(plan -> compare(which, plan, expected));
        return expected.usable;
    }

    private static void compare(String which, RecoveryPlan plan, StraightforwardPlan expected) {
        Map<StoreId, List<Long>> leaders = new TreeMap<>();
        plan.stores()
                .forEach(store -> leaders.put(store, plan.leaders(store).boxed().toList()));
        assertThat(leaders).as(which + " leaders").isEqualTo(expected.leaders);
        assertThat(plan.greatestId()).as(which + " greatest id").isEqualTo(expected.greatestId);
        assertThat(plan.regions()).as(which + " regions").isEqualTo(expected.candidates.size());
        assertThat(plan.dropped().count()).as(which + " dropped").isEqualTo(expected.dropped.size());
        assertThat(plan.dropped().some().stream().map(RecoveryPlan.Dropped::regionId))
                .as(which + " dropped regions")
                .containsExactlyInAnyOrderElementsOf(expected.dropped);
        expected.candidates.forEach((region, stores) ->
                assertThat(plan.candidates(region)).as(which + " candidates").isEqualTo(stores));
        expected.dropped.forEach(region ->
                assertThat(plan.contains(region)).as(which + " contains").isFalse());
    }

    /** The stores' words in any order, some of them twice. */
    private static Optional<RecoveryPlan> shuffled(long seed, Map<StoreId, List<RegionMeta>> metas) {
        Random random = new Random(~seed);
        List<Map.Entry<StoreId, RegionMeta>> words = new ArrayList<>();
        RegionMetas collected = RegionMetas.collect();
        metas.forEach((store, list) -> list.forEach(meta -> {
            words.add(Map.entry(store, meta));
            if (random.nextInt(20) == 0) {
                words.add(Map.entry(store, meta));
            }
        }));
        Collections.shuffle(words, random);
        words.forEach(word -> collected.add(word.getKey(), List.of(word.getValue())));
        metas.keySet().forEach(store -> collected.add(store, List.of()));
        try {
            return Optional.of(collected.plan());
        } catch (UnusableRegionsException refused) {
            return Optional.empty();
        }
    }
}
