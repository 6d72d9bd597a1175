package io.brfed.internal.direct.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.StoreId;
import io.brfed.spi.RegionMeta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
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
                .forEach(store ->
                        leaders.put(store, plan.leaders(store).boxed().toList()));
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
