package io.brfed.internal.direct.recovery;

import io.brfed.internal.loop.Causes;
import io.brfed.spi.Key;
import io.brfed.spi.RegionRoute;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** One look at the regions as PD knows them. Touched by tasks of the scheduler only. */
final class Routes {
    private static final int PAGE = 1024;

    private final RecoveryReach reach;
    private final RecoveryPlan plan;
    private final BitSet led = new BitSet();
    private final CompletableFuture<Routes> looked = new CompletableFuture<>();
    private Key reached = Key.UNBOUNDED;
    private boolean open = true;
    private String trouble = "";
    private long ledCount;

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
                        looked.complete(this);
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
            int row = plan.row(route.region().id());
            if (route.leader().isEmpty()) {
                trouble("PD knows no leader of region "
                        + Long.toUnsignedString(route.region().id()));
            } else {
                ledCount++;
                if (row >= 0) {
                    led.set(row);
                }
            }
            reached = route.region().end();
            open = !reached.isUnbounded();
        }
        return open && !page.isEmpty() && reached.compareTo(before) > 0;
    }

    private void trouble(String text) {
        trouble = trouble.isEmpty() ? text : trouble;
    }

    /** What is wrong; empty if regions that all have leaders cover the key space. */
    String trouble() {
        return trouble.isEmpty() && open ? "PD knows no region from " + reached + " on" : trouble;
    }

    /** How many regions have a leader. */
    long led() {
        return ledCount;
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
