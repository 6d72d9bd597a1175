package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.Subscription;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How phases are written. */
class DeclaringTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OperatorFixture fixture = new OperatorFixture();
    private final Operations backup = Operations.backup(fixture);

    @AfterEach
    void close() {
        fixture.close();
    }

    private JsonNode spec() {
        return fixture.object(backup.member()).path("spec");
    }

    private List<RecordedRequest> writes() {
        return fixture.server()
                .requests()
                .matching(request -> request.resource().equals("backups")
                        && (request.verb() == Verb.PATCH || request.verb() == Verb.CREATE));
    }

    @Test
    void createsTheMemberWithLabelAndStamp() {
        backup.declare(Phase.INITIALIZE);

        JsonNode metadata = fixture.object(backup.member()).path("metadata");
        assertThat(metadata.path("name").asText()).isEqualTo("fed-nightly");
        assertThat(metadata.at("/labels/brfed.io~1operation").asText()).isEqualTo("op-nightly");
        assertThat(metadata.at("/annotations/brfed.io~1epoch").asText()).isEqualTo("1");
        assertThat(metadata.at("/annotations/brfed.io~1member").asText()).isEqualTo("k8s-a");
        assertThat(spec().path("federalVolumeBackupPhase").asText()).isEqualTo("initialize");
    }

    @Test
    void aPhaseIsOneMergePatchGuardedByTheVersionThatWasRead() throws Exception {
        backup.declare(Phase.INITIALIZE);
        String version =
                fixture.object(backup.member()).at("/metadata/resourceVersion").asText();
        fixture.server().requests().clear();

        backup.with(backup.stamp().withEpoch(2)).declare(Phase.EXECUTE);

        assertThat(writes()).hasSize(1);
        JsonNode patch = JSON.readTree(writes().get(0).body());
        assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo(version);
        assertThat(patch.path("spec")).isEqualTo(JSON.readTree("{\"federalVolumeBackupPhase\":\"execute\"}"));
        assertThat(patch.at("/metadata/annotations")).isEqualTo(JSON.readTree("{\"brfed.io/epoch\":\"2\"}"));
    }

    @Test
    void whatIsStoredAlreadyIsNotWrittenAgain() {
        backup.declare(Phase.INITIALIZE);
        fixture.server().requests().clear();

        backup.declare(Phase.INITIALIZE);

        assertThat(writes()).isEmpty();
    }

    @Test
    void fieldsOfOthersSurvive() {
        backup.declare(Phase.INITIALIZE);
        fixture.server().objects().change("backups", "tidb", "fed-nightly", object -> {
            object.withObjectProperty("spec")
                    .withObjectProperty("backoffRetryPolicy")
                    .put("maxRetryTimes", 7);
            object.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put("team", "storage");
            object.withObjectProperty("status").put("commitTs", "12345678901234567");
            return object;
        });

        backup.declare(Phase.EXECUTE);

        assertThat(spec().at("/backoffRetryPolicy/maxRetryTimes").asInt()).isEqualTo(7);
        JsonNode object = fixture.object(backup.member());
        assertThat(object.at("/metadata/annotations/team").asText()).isEqualTo("storage");
        assertThat(object.at("/status/commitTs").asText()).isEqualTo("12345678901234567");
    }

    @Test
    void resumingLeavesThePhaseAndSetsTheFlag() {
        backup.executing();

        MemberState state = backup.ok().declare(Phase.RESUME);

        assertThat(spec().path("federalVolumeBackupPhase").asText()).isEqualTo("execute");
        assertThat(spec().path("resumeGcSchedule").asBoolean()).isTrue();
        assertThat(state.desired()).contains(Phase.RESUME);
    }

    @Test
    void tearingDownAnInitializedMemberAlsoAsksForTheResume() {
        backup.executing();

        backup.failed().declare(Phase.TEARDOWN);

        assertThat(spec().path("federalVolumeBackupPhase").asText()).isEqualTo("teardown");
        assertThat(spec().path("resumeGcSchedule").asBoolean()).isTrue();
    }

    @Test
    void tearingDownAMemberThatNeverTookThePauseAsksForNothingElse() {
        backup.declare(Phase.INITIALIZE);

        backup.failed().declare(Phase.TEARDOWN);

        assertThat(spec().path("federalVolumeBackupPhase").asText()).isEqualTo("teardown");
        assertThat(spec().has("resumeGcSchedule")).isFalse();
    }

    @Test
    void aMemberIsNotCreatedOnlyToBeEnded() {
        assertThat(backup.failed().declare(Phase.TEARDOWN).presence()).isEqualTo(MemberState.Presence.ABSENT);
        assertThat(fixture.server().objects().list("backups", "tidb")).isEmpty();
    }

    @Test
    void onlyTheInitializerIsToldHowLongThePauseMayLast_B4() {
        OperatorTemplate template = OperatorTemplate.builder()
                .volumeBackupInitJobMaxActive(Duration.ofSeconds(300))
                .build();
        try (OperatorFixture other = new OperatorFixture(template)) {
            Operations here = Operations.backup(other);
            Operations elsewhere =
                    Operations.of(other, here.member().kind(), "other").initializedBy("k8s-b");

            here.declare(Phase.INITIALIZE);
            elsewhere.declare(Phase.EXECUTE);

            assertThat(other.object(here.member())
                            .at("/spec/volumeBackupInitJobMaxActiveSeconds")
                            .asInt())
                    .isEqualTo(300);
            assertThat(other.object(elsewhere.member())
                            .at("/spec/volumeBackupInitJobMaxActiveSeconds")
                            .asInt())
                    .isEqualTo(600);
        }
    }

    @Test
    void aWatchedMemberIsWrittenWithoutReadingItFirst() {
        backup.declare(Phase.INITIALIZE);
        CompletableFuture<String> initialized = new CompletableFuture<>();
        try (Subscription subscription = fixture.plane().subscribe(backup.member(), () -> {
            if (backup.plane()
                    .observe(backup.member(), Freshness.KNOWN, Operations.LIMIT)
                    .toCompletableFuture()
                    .join()
                    .desired()
                    .isPresent()) {
                initialized.complete("told");
            }
        })) {
            fixture.condition(backup.member(), "VolumeBackupInitialized", "", Instant.now());
            fixture.await(initialized);
            fixture.server().requests().await(1, request -> request.verb() == Verb.WATCH, Operations.LIMIT);
            fixture.server().requests().clear();

            backup.declare(Phase.EXECUTE);

            assertThat(fixture.server().requests().of(Verb.GET, "backups")).isEmpty();
            assertThat(subscription.delivery()).isEqualTo(Subscription.Delivery.PUSHED);
        }
    }

    @Test
    void aChangeInBetweenIsReadAgainAndWrittenAnew() {
        backup.declare(Phase.INITIALIZE);
        fixture.server().faults().failNext(Verb.PATCH, "backups", 409, 2);

        assertThat(backup.declare(Phase.EXECUTE).desired()).contains(Phase.EXECUTE);
    }

    @Test
    void changesWithoutEndAreGivenUp() {
        backup.declare(Phase.INITIALIZE);
        fixture.server().faults().on(Verb.PATCH, "backups").always().fail(409);

        assertThatThrownBy(() -> backup.declare(Phase.EXECUTE)).hasMessageContaining("changed by others 6 times");
        assertThat(spec().path("federalVolumeBackupPhase").asText()).isEqualTo("initialize");
    }

    @Test
    void aHigherEpochWrittenInBetweenIsNotOverwritten() {
        backup.declare(Phase.INITIALIZE);
        fixture.server()
                .faults()
                .on(Verb.PATCH, "backups")
                .when(request -> {
                    if (request.body().contains("\"brfed.io/epoch\":\"2\"")) {
                        fixture.server()
                                .objects()
                                .mergePatch(
                                        "backups",
                                        "tidb",
                                        "fed-nightly",
                                        "{\"metadata\":{\"annotations\":{\"brfed.io/epoch\":\"3\"}}}");
                        return true;
                    }
                    return false;
                })
                .delay(Duration.ofMillis(1));

        MemberState answer = backup.with(backup.stamp().withEpoch(2)).declare(Phase.EXECUTE);

        assertThat(answer.stamp().orElseThrow().epoch()).isEqualTo(3);
        assertThat(answer.desired()).contains(Phase.INITIALIZE);
    }

    @Test
    void aCreationWhoseAnswerIsLostIsDoneOnce() {
        fixture.server().faults().on(Verb.CREATE, "backups").loseAnswer();

        MemberState state = untilKnown(Phase.INITIALIZE);

        assertThat(state.stamp()).contains(backup.stamp());
        assertThat(fixture.server().objects().list("backups", "tidb")).hasSize(1);
    }

    @Test
    void aPatchWhoseAnswerIsLostIsDoneOnce() {
        backup.declare(Phase.INITIALIZE);
        fixture.server().faults().on(Verb.PATCH, "backups").loseAnswer();

        MemberState state = untilKnown(Phase.EXECUTE);

        assertThat(state.desired()).contains(Phase.EXECUTE);
        assertThat(fixture.server().requests().of(Verb.PATCH, "backups").stream()
                        .filter(request -> request.status() == 200))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aWriteThatLandsLateChangesNothingThatCameAfterIt() {
        backup.executing();
        var late = fixture.server().faults().on(Verb.PATCH, "backups").landLate();
        untilKnown(Phase.RESUME);
        backup.failed().declare(Phase.TEARDOWN);

        late.release();

        assertThat(backup.observe(Freshness.LIVE).desired()).contains(Phase.TEARDOWN);
        assertThat(backup.observe(Freshness.LIVE).stamp().orElseThrow().verdict())
                .isPresent();
    }

    /** What a caller does with an unknown outcome: look, and say it again. */
    private MemberState untilKnown(Phase phase) {
        try {
            return backup.declare(phase);
        } catch (ProviderException unknown) {
            assertThat(unknown.fault()).isEqualTo(ProviderException.Fault.OUTCOME_UNKNOWN);
            return backup.declare(phase);
        }
    }
}
