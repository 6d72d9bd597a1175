package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.plane.PauseState.Hold;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is seen of the pause, and how it is ended when the operation fails. */
class PauseTest {
    private static final String JOB = "backup-fed-nightly-init";

    private final OperatorFixture fixture = new OperatorFixture();
    private final Operations backup = Operations.backup(fixture);

    @BeforeEach
    void initialize() {
        backup.executing();
        String uid = fixture.object(backup.member()).at("/metadata/uid").asText();
        create("""
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"%s","namespace":"tidb","ownerReferences":[
                 {"apiVersion":"pingcap.com/v1alpha1","kind":"Backup","name":"fed-nightly","uid":"%s","controller":true}]},
                 "spec":{},"status":{"active":1}}""".formatted(JOB, uid));
        create("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"init-x","namespace":"tidb",
                 "labels":{"job-name":"%s"}},"spec":{"nodeName":"node-1"},
                 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""".formatted(JOB));
        create("""
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1"},
                 "status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void create(String json) {
        fixture.server().objects().create(json);
    }

    private PauseState confirmed() {
        return backup.observe(Freshness.CONFIRM).pause().orElseThrow();
    }

    private List<RecordedRequest> jobDeletions() {
        return fixture.server().requests().of(Verb.DELETE, "jobs");
    }

    @Test
    void endsAtTheJobsDeadlineAndAtMostSoMuchLater_B4() {
        MemberState state = backup.observe(Freshness.LIVE);

        PauseState pause = state.pause().orElseThrow();
        assertThat(pause.endsBy()).isEqualTo(state.createdAt().orElseThrow().plusSeconds(600));
        assertThat(pause.lag()).isEqualTo(Duration.ofSeconds(150));
        assertThat(pause.identity()).isEmpty();
        assertThat(pause.hold()).isEqualTo(Hold.UNKNOWN);
    }

    @Test
    void isHeldWhileJobPodAndNodeAreInPlace() {
        assertThat(confirmed().hold()).isEqualTo(Hold.HELD);
    }

    @Test
    void isBrokenWithoutTheJob() {
        fixture.server().objects().delete("jobs", "tidb", JOB);

        assertThat(confirmed()).satisfies(pause -> {
            assertThat(pause.hold()).isEqualTo(Hold.BROKEN);
            assertThat(pause.detail()).isEqualTo("the init job is gone");
        });
    }

    @Test
    void isBrokenWhenTheJobHasEnded() {
        fixture.server()
                .objects()
                .mergePatch(
                        "jobs",
                        "tidb",
                        JOB,
                        "{\"status\":{\"active\":0,\"conditions\":[{\"type\":\"Failed\",\"status\":\"True\"}]}}");

        assertThat(confirmed().hold()).isEqualTo(Hold.BROKEN);
    }

    @Test
    void isBrokenWhenThePodIsNotReady() {
        fixture.server()
                .objects()
                .mergePatch(
                        "pods",
                        "tidb",
                        "init-x",
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}");

        assertThat(confirmed().detail()).isEqualTo("the init job has no pod that is ready");
    }

    @Test
    void isBrokenWhenTheNodeIsLost() {
        fixture.server()
                .objects()
                .mergePatch(
                        "nodes",
                        "",
                        "node-1",
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"Unknown\"}]}}");

        assertThat(confirmed().detail()).contains("node-1");
    }

    @Test
    void cannotBeSeenWithoutTheRight() {
        fixture.server().access().deny("list", "", "pods", "*");

        assertThat(confirmed()).satisfies(pause -> {
            assertThat(pause.hold()).isEqualTo(Hold.UNKNOWN);
            assertThat(pause.detail()).isEqualTo("the role may not read pods");
        });
    }

    @Test
    void aSlowLookAtThePauseDoesNotCostTheAnswerAboutTheMember() {
        fixture.server().faults().on(Verb.GET, "jobs").always().hang();

        MemberState state =
                fixture.await(backup.plane().observe(backup.member(), Freshness.CONFIRM, Duration.ofMillis(600)));

        assertThat(state.has(Condition.INITIALIZED)).isTrue();
        assertThat(state.pause().orElseThrow().hold()).isEqualTo(Hold.UNKNOWN);
    }

    @Test
    void onlyTheInitializerIsAskedAboutThePause() {
        Operations other =
                Operations.of(fixture, backup.member().kind(), "other").initializedBy("k8s-b");

        assertThat(other.declare(Phase.EXECUTE).pause()).isEmpty();
        assertThat(other.observe(Freshness.CONFIRM).pause()).isEmpty();
    }

    @Test
    void aFailedOperationEndsTheInitJobAndLeavesThePhase_B8() {
        String uid = fixture.server()
                .objects()
                .get("jobs", "tidb", JOB)
                .at("/metadata/uid")
                .asText();

        MemberState state = backup.failed().declare(Phase.RESUME);

        assertThat(state.desired()).contains(Phase.RESUME);
        assertThat(fixture.object(backup.member())
                        .at("/spec/federalVolumeBackupPhase")
                        .asText())
                .isEqualTo("execute");
        assertThat(jobDeletions()).hasSize(1);
        assertThat(jobDeletions().get(0).body()).contains(uid).contains("Background");
        assertThat(fixture.server().objects().find("jobs", "tidb", JOB)).isEmpty();
    }

    @Test
    void theResumeIsWrittenBeforeTheJobIsEnded_B8() {
        backup.failed().declare(Phase.RESUME);

        RecordedRequest patch =
                fixture.server().requests().of(Verb.PATCH, "backups").get(1);
        assertThat(patch.number()).isLessThan(jobDeletions().get(0).number());
    }

    @Test
    void aSuccessfulOperationLeavesTheInitJobToTheOperator() {
        backup.ok().declare(Phase.RESUME);

        assertThat(jobDeletions()).isEmpty();
    }

    @Test
    void aDriverThatWasOvertakenDoesNotEndTheInitJob() {
        fixture.server()
                .objects()
                .mergePatch(
                        "backups",
                        "tidb",
                        "fed-nightly",
                        "{\"metadata\":{\"annotations\":{\"brfed.io/epoch\":\"9\"}}}");

        MemberState state = backup.failed().declare(Phase.RESUME);

        assertThat(state.stamp().orElseThrow().epoch()).isEqualTo(9);
        assertThat(jobDeletions()).isEmpty();
    }

    @Test
    void aJobOfTheSameNameThatIsNotOursIsLeftAlone_B13() {
        fixture.server().objects().mergePatch("jobs", "tidb", JOB, "{\"metadata\":{\"ownerReferences\":null}}");

        backup.failed().declare(Phase.RESUME);

        assertThat(jobDeletions()).isEmpty();
    }

    @Test
    void withoutTheRightToEndJobsTheResumeIsWrittenAllTheSame() {
        fixture.server().access().deny("delete", "batch", "jobs", "*");

        assertThat(backup.failed().declare(Phase.RESUME).desired()).contains(Phase.RESUME);
        assertThat(fixture.object(backup.member()).at("/spec/resumeGcSchedule").asBoolean())
                .isTrue();
    }

    @Test
    void anErrorOfTheServerIsNoReasonNotToEndTheJob() {
        fixture.server().faults().failNext(Verb.DELETE, "jobs", 500, 2);

        backup.failed().declare(Phase.RESUME);

        assertThat(fixture.server().objects().find("jobs", "tidb", JOB)).isEmpty();
    }

    @Test
    void anInvalidInitializerIsDeletedWhereItsJobCannotBe_B17() {
        fixture.condition(backup.member(), "Invalid", "InvalidSpec", Instant.now());
        fixture.server().access().deny("delete", "batch", "jobs", "*");
        String uid = fixture.object(backup.member()).at("/metadata/uid").asText();

        MemberState state = backup.failed().declare(Phase.TEARDOWN);

        assertThat(state.presence()).isEqualTo(MemberState.Presence.ABSENT);
        assertThat(fixture.server().requests().of(Verb.DELETE, "backups").get(0).body())
                .contains(uid);
    }

    @Test
    void theJobOfAnInvalidInitializerIsEndedInTeardownToo_B17() {
        fixture.condition(backup.member(), "Invalid", "InvalidSpec", Instant.now());

        MemberState state = backup.failed().declare(Phase.TEARDOWN);

        assertThat(state.presence()).isEqualTo(MemberState.Presence.LIVE);
        assertThat(jobDeletions()).hasSize(1);
    }
}
