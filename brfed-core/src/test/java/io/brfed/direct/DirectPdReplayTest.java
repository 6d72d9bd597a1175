package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.Operation;
import io.brfed.Rehearsal;
import io.brfed.api.Finding;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.PdRecovery.Document;
import io.brfed.testkit.DriverProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restores by the direct plane that set PD's settings as they were when the backup was taken. */
class DirectPdReplayTest {
    private static final String REPLICATE =
            "{\"max-replicas\":5,\"location-labels\":\"zone\",\"isolation-level\":\"\"}";
    private static final String RULES = rules(5, 400);
    private static final String LABELS =
            "[{\"id\":\"schema/t\",\"index\":0,\"labels\":[{\"key\":\"kind\",\"value\":\"cold\"}],"
                    + "\"rule_type\":\"key-range\",\"data\":[{\"start_key\":\"74\",\"end_key\":\"75\"}]}]";

    private final RestoringWorld world = new RestoringWorld();

    @BeforeEach
    void settingsThatDiffer() {
        world.hadPdDocument("replicate", REPLICATE);
        world.hadPdDocument("placement-rules", RULES);
        world.hadPdDocument("region-label-rules", LABELS);
        world.hadPdDocument("schedule", "{\"leader-schedule-limit\":0}");
        world.pd.document("replicate", REPLICATE.replace("5", "3"));
        world.pd.document("placement-rules", rules(3, 900));
        world.pd.document("region-label-rules", "[]");
        world.pd.document("schedule", "{\"leader-schedule-limit\":4}");
    }

    private static String rules(int replicas, int created) {
        return "[{\"group_id\":\"pd\",\"group_index\":0,\"group_override\":false,\"rules\":[{\"group_id\":\"pd\",\"id\":\"default\","
                + "\"start_key\":\"\",\"end_key\":\"\",\"role\":\"voter\",\"count\":" + replicas
                + ",\"location_labels\":[\"zone\"],\"create_timestamp\":" + created + "}]}]";
    }

    private RestoreReport complete(RestoreReport report) {
        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.judged().isConsistent()).isTrue();
        return report;
    }

    private RestoreReport restored() {
        return complete(world.restore(world.replaying(world.time)).execute());
    }

    private String failure() {
        RestoreReport report = world.restore(world.replaying(world.time)).execute();
        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        assertThat(world.target.takenBack(100)).isEmpty();
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
        return report.operation().cause().orElseThrow().toString();
    }

    private void asBackedUp() {
        assertThat(world.pd.documentNow("replicate").orElseThrow()).contains("\"max-replicas\":5");
        assertThat(world.pd.documentNow("placement-rules").orElseThrow()).contains("\"count\":5");
        assertThat(world.pd.documentNow("region-label-rules").orElseThrow()).contains("schema/t");
    }

    @Test
    void whatDiffersIsSetAsItWas() {
        RestoreReport report = restored();

        asBackedUp();
        // PD itself makes its default rule follow its replication, so that the rules differ no more.
        assertThat(world.pdRecovery.changed()).containsExactly(Document.REPLICATE, Document.REGION_LABEL_RULES);
        assertThat(report.operation().notices())
                .anyMatch(notice -> notice.contains("PD's replicate, region-label-rules were set"));
    }

    @Test
    void rulesThatReplicationDoesNotMakeAreSetToo() {
        world.hadPdDocument("placement-rules", RULES.replace("default", "spread"));

        restored();

        assertThat(world.pdRecovery.changed()).contains(Document.PLACEMENT_RULES);
        assertThat(world.pd.documentNow("placement-rules").orElseThrow())
                .contains("spread")
                .doesNotContain("default", "create_timestamp");
    }

    @Test
    void schedulingLimitsThatAPauseMayHaveSetAreNever() {
        restored();

        assertThat(world.pd.documentNow("schedule").orElseThrow()).contains(":4");
    }

    @Test
    void itIsDoneWhenAllStoresAreThereAndBeforeAnythingIsRecoveredOrScheduled() {
        var running = world.restore(world.replaying(world.time)).start();

        assertThat(world.time.runUntil(() -> !world.pdRecovery.changed().isEmpty(), Duration.ofHours(1)))
                .isTrue();

        assertThat(world.kubernetes)
                .allSatisfy(kubernetes -> assertThat(kubernetes.target().pods()).hasSize(2));
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
        assertThat(world.pdRecovery.idBases()).isEmpty();
        assertThat(world.target.takenBack(100)).isEmpty();
        world.time.advance(Duration.ofHours(1));
        complete(running.report().orElseThrow());
    }

    @Test
    void whoeverRecoversTheDataFindsThemSet() {
        Looking data = new Looking();
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, data)
                .replayingPdSettings()
                .scheduler(world.time)
                .build();

        world.restore(world.clusters(planes)).execute();

        assertThat(data.found).contains("\"max-replicas\":5");
    }

    /** A recovery that only looks. */
    private final class Looking implements DataRecovery {
        private String found = "";

        @Override
        public String name() {
            return "look";
        }

        @Override
        public CompletionStage<List<Finding>> check(Task task, Duration limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public Running begin(Task task, Notebook notebook) {
            found = world.pd.documentNow("replicate").orElseThrow();
            return new Running() {
                @Override
                public CompletionStage<String> outcome() {
                    return CompletableFuture.failedFuture(new IllegalStateException("it only looks"));
                }

                @Override
                public void cancel() {}

                @Override
                public void leave() {}
            };
        }
    }

    @Test
    void nothingIsSetUnlessThatIsAskedFor() {
        complete(world.restore(world.clusters()).execute());

        assertThat(world.pdRecovery.changed()).isEmpty();
        assertThat(world.pd.documentNow("replicate").orElseThrow()).contains(":3");
    }

    @Test
    void whatIsTheSameIsNotSet() {
        world.pd.document("replicate", REPLICATE);
        world.pd.document("placement-rules", rules(5, 900));
        world.pd.document("region-label-rules", LABELS);

        restored();

        assertThat(world.pdRecovery.changed()).isEmpty();
    }

    @Test
    void aBackupThatRecordsNoneIsRestoredAndThatIsTold() {
        world.storage.objects().keySet().stream()
                .filter(url -> url.endsWith("/pdstate"))
                .toList()
                .forEach(url -> world.storage.remove(
                        RestoringWorld.ROOT,
                        url.substring(RestoringWorld.ROOT.url().length() + 1)));

        assertThat(restored().operation().notices()).anyMatch(notice -> notice.contains("none can be replayed"));
        assertThat(world.pdRecovery.changed()).isEmpty();
    }

    @Test
    void aPdThatRefusesThemFailsTheRestoreBeforeAnythingIsRecovered() {
        world.pdRecovery.refusesChanges("rule 'default' from rule group 'pd' can not match any store");

        assertThat(failure()).contains("PdSettingsNotReplayed", "can not match any store", "replayingPdSettings");
    }

    @Test
    void aPdThatSaysThatItSetThemAndDidNotFailsTheRestore() {
        world.pdRecovery.ignoresChanges();

        assertThat(failure()).contains("PdSettingsNotReplayed", "was set as the backup has it and is not so");
    }

    @Test
    void aPdThatIsNoLongerMarkedIsSentNothing() {
        var running = world.restore(world.replaying(world.time)).start();
        world.time.runUntil(
                () -> world.kubernetes.stream()
                        .allMatch(kubernetes -> kubernetes.target().pods().size() == 2),
                Duration.ofHours(1));
        world.pdRecovery.unmarkedBySomebody();
        world.time.advance(Duration.ofHours(2));

        assertThat(running.report()
                        .orElseThrow()
                        .operation()
                        .cause()
                        .orElseThrow()
                        .toString())
                .contains("no longer marked");
        assertThat(world.pdRecovery.changed()).isEmpty();
    }

    @Test
    void aChangeWhoseAnswerIsLostIsFoundToBeMade() {
        world.pdRecovery.losesNextAnswer("change");

        restored();

        asBackedUp();
        assertThat(world.pdRecovery.changed()).containsOnlyOnce(Document.REPLICATE);
    }

    @Test
    void aChangeThatFailsIsMadeAgain() {
        world.pdRecovery.failsNext("change");

        restored();

        asBackedUp();
    }

    @Test
    void anotherProcessGoesOnWithWhatIsNotSet() {
        DriverProcess mortal = DriverProcess.on(world.time);
        Operation<RestoreReport> unused = world.restore(world.replaying(mortal.scheduler()))
                .scheduler(mortal.scheduler())
                .start();
        assertThat(world.time.runUntil(() -> !world.pdRecovery.changed().isEmpty(), Duration.ofHours(1)))
                .isTrue();
        mortal.kill();
        world.time.advance(Duration.ofMinutes(2));
        assertThat(world.pdRecovery.changed()).containsExactly(Document.REPLICATE);

        restored();

        asBackedUp();
        assertThat(world.pdRecovery.changed()).containsExactly(Document.REPLICATE, Document.REGION_LABEL_RULES);
    }

    @Test
    void theCheckSaysWhatWillBeSetAndWhatWillNot() {
        assertThat(world.restore(world.replaying(world.time)).check())
                .extracting(Finding::toString)
                .anyMatch(finding -> finding.startsWith("replicate ") && finding.contains("it is set so before"))
                .anyMatch(finding -> finding.startsWith("schedule ") && finding.contains("never replayed"));
        assertThat(world.restore(world.clusters()).check())
                .extracting(Finding::toString)
                .anyMatch(finding -> finding.startsWith("replicate ")
                        && finding.contains("or let DirectPlanes.Builder.replayingPd"));
    }

    @Test
    void aRuleThatNamesOnlyZonesThatAreLeftIsToldBeforeAnythingIsDone() {
        String inZone = RULES.replace(
                "\"location_labels\"",
                "\"label_constraints\":[{\"key\":\"zone\",\"op\":\"in\",\"values\":[\"us-west-2a\"]}],\"location_labels\"");
        world.hadPdDocument("placement-rules", inZone);
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .replayingPdSettings()
                .scheduler(world.time)
                .build();

        assertThat(world.restore(world.clusters(planes)).check()).noneMatch(this::namesZones);
        assertThat(world.restore(world.clusters(planes, (name, restore) -> restore.zone("us-west-2a", "us-west-2d")))
                        .check())
                .anyMatch(this::namesZones);
    }

    private boolean namesZones(Finding finding) {
        return finding.toString().contains("pd/default': name only zones that nothing is restored into");
    }

    @Test
    void aRehearsalTriesThemAsWell() {
        Rehearsal rehearsal =
                Rehearsal.of(world.pd, world.pdRecovery, world.target).scheduler(world.time);
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, rehearsal)
                .replayingPdSettings()
                .scheduler(world.time)
                .build();

        world.restore(world.clusters(planes)).execute();

        assertThat(rehearsal.plan()).isPresent();
        asBackedUp();
    }
}
