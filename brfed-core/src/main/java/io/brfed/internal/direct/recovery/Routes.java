package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Key;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.RegionAt;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** One look at the regions as PD knows them. Touched by tasks of the scheduler only. */
final class Routes {
    private static final int PAGE = 1024;

    private final RecoveryReach reach;
    private final RecoveryPlan plan;
    private final BitSet shown = new BitSet();
    private final BitSet led = new BitSet();
    private final Map<StoreId, Integer> ledBy = new HashMap<>();
    private final CompletableFuture<Routes> looked = new CompletableFuture<>();
    private Key reached = Key.UNBOUNDED;
    private boolean open = true;
    private String trouble = "";
    private boolean changed;
    private Optional<RegionAt> strange = Optional.empty();

    private Routes(RecoveryReach reach, RecoveryPlan plan) {
        this.reach = reach;
        this.plan = plan;
    }

    /** Looks; fails if PD does not answer. */
    static CompletionStage<Routes> look(RecoveryReach reach, RecoveryPlan plan) {
        Routes routes = new Routes(reach, plan);
        routes.load();
        return routes.looked;
    }

    private void load() {
        reach.read(
                        "reading regions from PD",
                        () -> reach.pd().regions(reached, PAGE, reach.settings().call()))
                .whenComplete((page, error) -> {
                    if (error != null) {
                        looked.completeExceptionally(Causes.of(error));
                    } else if (add(page)) {
                        load();
                    } else {
                        looked.complete(judged());
                    }
                });
    }

    /** Whether there may be more. */
    private boolean add(List<RegionRoute> page) {
        Key before = reached;
        for (RegionRoute route : page) {
            if (!route.region().start().equals(reached)) {
                trouble("PD knows no region, or more than one, between " + reached + " and "
                        + route.region().start());
            }
            place(route);
            reached = route.region().end();
            open = !reached.isUnbounded();
        }
        return open && !page.isEmpty() && reached.compareTo(before) > 0;
    }

    private void place(RegionRoute route) {
        RegionAt region = route.region();
        switch (plan.standing(region.id(), region.version())) {
            case PLANNED -> shown.set(plan.row(region.id()));
            case CHANGED -> changed = true;
            case LEFT_OVER -> trouble("PD still has " + name(region) + ", which is older than what the stores told");
            case STRANGE -> {
                boolean older = strange.filter(before -> Long.compareUnsigned(before.version(), region.version()) <= 0)
                        .isPresent();
                strange = older ? strange : Optional.of(region);
            }
        }
        if (route.leader().isEmpty()) {
            trouble("PD knows no leader of region " + Long.toUnsignedString(region.id()));
        } else if (plan.row(region.id()) >= 0) {
            led.set(plan.row(region.id()));
            ledBy.merge(route.leader().get(), 1, Integer::sum);
        }
    }

    private static String name(RegionAt region) {
        return "region " + Long.toUnsignedString(region.id()) + " (version " + Long.toUnsignedString(region.version())
                + ")";
    }

    /**
     * Regions of the plan that PD does not know must have come to others: what their logs still held may have split or
     * merged them, and makes versions greater. The one that the first store invents for PD has the least there is.
     */
    private Routes judged() {
        if (shown.cardinality() < plan.regions()) {
            Least missing = new Least();
            plan.forEachRow((row, id) -> missing.add(shown.get(row), row));
            strange.filter(region -> Long.compareUnsigned(region.version(), missing.version) <= 0)
                    .ifPresent(region -> trouble("PD has " + name(region)
                            + ", of which no store told and which is no newer than what is in its place"));
            if (!changed && strange.isEmpty()) {
                trouble("PD does not know " + (plan.regions() - shown.cardinality()) + " regions of the plan");
            }
        }
        return this;
    }

    /** The least version of the regions that PD does not show as they were planned. */
    private final class Least {
        private long version = -1;

        void add(boolean isShown, int row) {
            if (!isShown && Long.compareUnsigned(plan.version(row), version) < 0) {
                version = plan.version(row);
            }
        }
    }

    private void trouble(String text) {
        trouble = trouble.isEmpty() ? text : trouble;
    }

    /** What is wrong; empty if the regions of the plan, or what became of them, cover the key space and have leaders. */
    String trouble() {
        return trouble.isEmpty() && open ? "PD knows no region from " + reached + " on" : trouble;
    }

    /** How many regions of the plan have a leader. */
    long led() {
        return led.cardinality();
    }

    /** How many regions of the plan each store leads. */
    Map<StoreId, Integer> ledBy() {
        return ledBy;
    }

    /** Finds the regions of the plan of which PD knows no leader. */
    void unled(LongConsumer regions) {
        plan.forEachRow((row, id) -> {
            if (!led.get(row)) {
                regions.accept(id);
            }
        });
    }
}
