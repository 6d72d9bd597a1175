package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.internal.direct.restore.VolumeDuty;
import io.brfed.internal.direct.restore.VolumePlan;
import io.brfed.internal.direct.restore.VolumeTask;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.VolumeWarmUp.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out the steps of one member's restore. Touched by tasks of the scheduler only. */
final class RestoreSteps {
    private final Scene scene;
    private final BooleanSupplier over;
    private @Nullable BackupPart part;
    private @Nullable RestorePlan plan;
    private @Nullable VolumeDuty volumes;
    private DataRecovery.@Nullable Running recovery;
    private CompletionStage<Boolean> underWay = CompletableFuture.completedFuture(true);

    /**
     * Nothing is begun.
     *
     * @param over whether nothing is to go on
     */
    RestoreSteps(Scene scene, BooleanSupplier over) {
        this.scene = scene;
        this.over = over;
    }

    RestoreSettings settings() {
        return scene.settings();
    }

    /** Whether what is restored is known. */
    boolean loaded() {
        return plan != null;
    }

    /** Whether volumes are to be warmed up at this moment. */
    boolean warmsUp(Moment moment) {
        return scene.means().warmsUp(moment);
    }

    /** Whether TiKV may start only where write-ahead logs were found sound. */
    boolean checksLogs() {
        return scene.means().checksLogs();
    }

    /** Ends when the step is done and stored. */
    CompletionStage<Boolean> run(RestoreStep step) {
        CompletionStage<Boolean> begun = begin(step);
        underWay = begun.handle((done, error) -> true);
        return begun;
    }

    private CompletionStage<Boolean> begin(RestoreStep step) {
        try {
            return switch (step) {
                case TAKE_OVER -> takeOver();
                case LOAD -> load();
                case OPEN_PD -> new PdOpening(scene).open();
                case VOLUMES -> makeVolumes();
                case PLACE -> new Placing(scene, plan()).run();
                case WARM, CHECK_LOGS -> warmUp();
                case START -> new TikvStart(scene, part(), lookout()).run();
                case PD_SETTINGS -> new PdReplay(scene, part()).run();
                case DATA -> recover();
                case RESTART -> new TikvRestart(scene, lookout()).restart();
                case RELEASE -> tellWarmth().thenCompose(told -> new TikvRestart(scene, lookout()).release());
                case WATCH -> new TikvRestart(scene, lookout()).watch();
            };
        } catch (RuntimeException error) {
            return CompletableFuture.failedFuture(error);
        }
    }

    private Lookout lookout() {
        return new Lookout(scene.ground().scheduler(), settings().poll(), over);
    }

    private BackupPart part() {
        return known(part);
    }

    private RestorePlan plan() {
        return known(plan);
    }

    private static <T> T known(@Nullable T loaded) {
        if (loaded == null) {
            throw new IllegalStateException("what is restored has not been read");
        }
        return loaded;
    }

    private CompletionStage<Boolean> takeOver() {
        scene.journal().takeovers++;
        return scene.keep();
    }

    private CompletionStage<Boolean> load() {
        SourceFolder folder = folder();
        return scene.ground()
                .turns()
                .take(() -> new PartReading(scene.ground(), folder).read())
                .thenCompose(read -> {
                    RestorePlan made = RestorePlan.of(read, scene.member(), scene.id(), scene.means());
                    VolumePlan usable = made.usable(scene.id(), scene.ground().cluster());
                    part = read;
                    plan = made;
                    scene.book().journal().commitTs = read.meta().commitTs();
                    scene.tell(read);
                    scene.tellIfClear();
                    new PdOpening(scene).tellIfOpened();
                    return usable.volumes().isEmpty() ? CompletableFuture.completedFuture(true) : scene.keep();
                });
    }

    private SourceFolder folder() {
        return PartReading.folder(
                scene.ground(), scene.means(), scene.book().journal().request.source());
    }

    /** Nothing costs money before it is sure that PD is one that may be restored into. */
    private CompletionStage<Boolean> makeVolumes() {
        return scene.opened()
                .thenCompose(opened -> new FastVolumes(scene, plan().dataRequests(), over).make(this::requestVolumes))
                .thenCompose(made -> {
                    scene.book().journal().notes.addAll(made.leftBehind());
                    return scene.book().reachedDurably(Condition.VOLUMES_RESTORED);
                });
    }

    private CompletionStage<VolumeDuty.Made> requestVolumes() {
        VolumeJournals journals = new VolumeJournals(scene, folder(), part());
        VolumePlan wanted = plan().usable(scene.id(), scene.ground().cluster());
        VolumeDuty duty = new VolumeDuty(
                new VolumeTask(wanted, scene.journal().volumes, journals),
                scene.means().volumes(),
                scene.ground().scheduler(),
                settings().volumes());
        volumes = duty;
        journals.progress(duty::progress);
        return duty.begin();
    }

    private CompletionStage<Boolean> warmUp() {
        return scene.means()
                .warming()
                .map(how -> new WarmingUp(scene, how).run(plan(), lookout()))
                .orElseGet(WarmingUp::nothing);
    }

    /** A process that did none of the steps before has not read what was warmed up. */
    private CompletionStage<Boolean> tellWarmth() {
        if (!warmsUp(Moment.BESIDE_TIKV)) {
            return WarmingUp.nothing();
        }
        WarmingUp warmth = new WarmingUp(scene, scene.means().warming().orElseThrow());
        return (loaded() ? WarmingUp.nothing() : load())
                .thenCompose(read -> warmth.tell(plan()))
                .exceptionally(warmth::unknown);
    }

    private CompletionStage<Boolean> recover() {
        DataStep step = new DataStep(scene, part());
        return step.task().thenCompose(task -> {
            if (over.getAsBoolean()) {
                return Scene.ended();
            }
            DataRecovery.Running running = step.begin(task);
            recovery = running;
            return step.finish(running);
        });
    }

    /** Ends everything; the stage ends when nothing is under way any more. */
    CompletionStage<Boolean> stop() {
        return end(DataRecovery.Running::cancel);
    }

    /** As {@link #stop}, because another process goes on. */
    CompletionStage<Boolean> leave() {
        return end(DataRecovery.Running::leave);
    }

    private CompletionStage<Boolean> end(Consumer<DataRecovery.Running> how) {
        scene.ending().complete(true);
        DataRecovery.Running running = recovery;
        if (running != null) {
            how.accept(running);
        }
        CompletionStage<Boolean> quiet = volumes == null
                ? CompletableFuture.completedFuture(true)
                : volumes.stop(new IllegalStateException("the restore has ended"));
        return quiet.thenCombine(underWay, (volumesQuiet, stepEnded) -> true);
    }

    /** Ends what still warms volumes up. */
    CompletionStage<List<String>> endWarmUp() {
        return new RestoreRemoval(scene, lookoutForRemoval()).runBeside();
    }

    /** Ends what an earlier process may have enabled and this one has not looked at. */
    CompletionStage<List<String>> endFastRestore() {
        return new FastOff(scene, lookoutForRemoval()).run();
    }

    /** Removes what this member has made. */
    CompletionStage<List<String>> removeAll() {
        return new RestoreRemoval(scene, lookoutForRemoval()).run();
    }

    /** Takes back what this process made for a restore that somebody else deleted meanwhile. */
    CompletionStage<Boolean> disown() {
        return new DisownedRestore(scene).settle();
    }

    private Lookout lookoutForRemoval() {
        return new Lookout(scene.ground().scheduler(), settings().poll(), scene.book()::closed);
    }
}
