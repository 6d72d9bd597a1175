package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.rebuild.RebuiltVolume;
import io.brfed.internal.direct.restore.VolumeEntry;
import io.brfed.spi.BoundVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes the persistent volume and the claim of every volume, a few at a time; what is there already counts. */
final class Placing {
    private final Scene scene;
    private final RestorePlan plan;

    Placing(Scene scene, RestorePlan plan) {
        this.scene = scene;
        this.plan = plan;
    }

    CompletionStage<Boolean> run() {
        int lanes = Math.min(scene.settings().parallel(), plan.volumes().size());
        List<CompletableFuture<Boolean>> ends = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            CompletionStage<Boolean> end = CompletableFuture.completedFuture(true);
            for (int i = lane; i < plan.volumes().size(); i += lanes) {
                RebuiltVolume volume = plan.volumes().get(i);
                end = end.thenCompose(before -> place(volume.objects(made(volume.snapshot()))));
            }
            ends.add(end.toCompletableFuture());
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).thenCompose(placed -> {
            scene.journal().placed = true;
            return scene.keep();
        });
    }

    private CompletionStage<Boolean> place(BoundVolume volume) {
        return scene.act(
                "making the claim " + volume + " in " + scene.ground().cluster(),
                () -> scene.means().access().place(scene.id(), volume, scene.limit()));
    }

    private VolumeId made(SnapshotId snapshot) {
        return Optional.ofNullable(scene.journal().volumes.get(snapshot))
                .flatMap(VolumeEntry::volume)
                .orElseThrow(() -> new ProviderException(
                        Fault.REFUSED, "the journal does not say which volume was made from " + snapshot));
    }
}
