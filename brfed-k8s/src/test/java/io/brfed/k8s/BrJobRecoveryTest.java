package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.k8s.internal.job.JobRights;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.DataRecovery.Running;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrJobRecoveryTest {
    private static final String FIRST = "brfed-data-restore-1-1";
    private static final String SECOND = "brfed-data-restore-1-2";
    private static final String SUCCESS =
            "[2026/11/23 06:00:00.000 +00:00] [INFO] [\"EBS restore success\"] [size=1] [resolved_ts=451234567890123456]\n";

    private final AccessFixture fixture = AccessFixture.v1();
    private final JobFixture jobs = new JobFixture(fixture.server());
    private final Notes notes = new Notes();

    @AfterEach
    void close() {
        fixture.close();
    }

    private BrJobRecovery.Builder builder() {
        return BrJobRecovery.on(fixture.cluster()).image("pingcap/br:v7.5.3").poll(Duration.ofMillis(20));
    }

    private static DataRecovery.Task task() {
        return new DataRecovery.Task(
                new OperationId("restore-1"),
                new OperationName("nightly"),
                new ClusterName("k8s-a"),
                AccessFixture.TIDB_CLUSTER,
                new BackupLocation("s3://bucket/backups/nightly-k8s-a"),
                Set.of(StoreId.parse("1"), StoreId.parse("2"), StoreId.parse("3")),
                Tso.parse("451234567890123456"),
                Tso.parse("451234567890123999"),
                0);
    }

    private Running begin() {
        return builder().build().begin(task(), notes);
    }

    private void assertFails(Running running, Fault fault, String... said) {
        assertThatThrownBy(() -> fixture.await(running.outcome()))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(fault))
                .satisfies(failure -> assertThat(failure.getMessage()).contains(said));
    }

    private void tls() {
        fixture.patch("tidbclusters", "prod", "{\"spec\":{\"tlsCluster\":{\"enabled\":true}}}");
    }

    @Test
    void runsBrsSecondPhaseAsTheOriginalDoes() {
        builder()
                .region("us-west-2")
                .secret("s3-keys")
                .option("--log-level=debug")
                .podSpec("{serviceAccountName: backup, tolerations: [{operator: Exists}]}")
                .container("{resources: {limits: {cpu: \"2\"}}, env: [{name: TZ, value: UTC}]}")
                .build()
                .begin(task(), notes);
        jobs.awaitJob(FIRST);

        JsonNode job = jobs.job(FIRST);
        JsonNode pod = job.at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        assertThat(jobs.arguments(FIRST))
                .containsExactly(
                        "restore",
                        "full",
                        "--type=aws-ebs",
                        "--pd=prod-pd.tidb:2379",
                        "--storage=s3://bucket/backups/nightly-k8s-a",
                        "--s3.region=us-west-2",
                        "--send-credentials-to-tikv=false",
                        "--log-level=debug");
        assertThat(container.at("/command/0").asText()).isEqualTo("/br");
        assertThat(container.at("/image").asText()).isEqualTo("pingcap/br:v7.5.3");
        assertThat(container.at("/resources/limits/cpu").asText()).isEqualTo("2");
        assertThat(container.path("env").findValuesAsText("name"))
                .contains("TZ", "BR_LOG_TO_TERM", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
        assertThat(pod.at("/serviceAccountName").asText()).isEqualTo("backup");
        assertThat(pod.at("/restartPolicy").asText()).isEqualTo("Never");
        assertThat(job.at("/spec/backoffLimit").asInt()).isZero();
        assertThat(job.at("/spec/activeDeadlineSeconds").asInt()).isEqualTo(12 * 3600);
        assertThat(job.at("/metadata/labels/brfed.io~1operation").asText()).isEqualTo("restore-1");
        assertThat(pod.toString()).doesNotContain("--prepare");
    }

    @Test
    void mountsTheClientCertificateWhereConnectionsAreEncrypted() {
        tls();
        begin();
        jobs.awaitJob(FIRST);

        assertThat(jobs.arguments(FIRST))
                .contains(
                        "--ca=/var/lib/cluster-client-tls/ca.crt",
                        "--cert=/var/lib/cluster-client-tls/tls.crt",
                        "--key=/var/lib/cluster-client-tls/tls.key");
        assertThat(jobs.job(FIRST)
                        .at("/spec/template/spec/volumes/0/secret/secretName")
                        .asText())
                .isEqualTo("prod-cluster-client-secret");
    }

    @Test
    void endsWithWordsForTheReportWhenBrHasSucceeded() {
        Running running = begin();
        jobs.awaitJob(FIRST);
        jobs.pod(FIRST, "");
        jobs.log(FIRST, "[progress] [step=\"Data Restore\"] [progress=33.35%] [count=\"1 / 3\"]\n");
        JobFixture.await(() -> notes.progress() > 0.3, "progress");
        jobs.log(FIRST, SUCCESS);
        jobs.succeed(FIRST);

        assertThat(fixture.await(running.outcome())).contains("pingcap/br:v7.5.3", "recovered the data", FIRST);
        assertThat(notes.progress()).isEqualTo(1);
    }

    @Test
    void aBackupWithAnotherTimestampIsAFailure() {
        Running running = begin();
        jobs.awaitJob(FIRST);
        jobs.pod(FIRST, "");
        jobs.log(FIRST, SUCCESS.replace("451234567890123456", "451234567890000000"));
        jobs.succeed(FIRST);

        assertFails(running, Fault.REFUSED, "to 451234567890000000, not to 451234567890123456", "another backup");
    }

    @Test
    void aFailureHasTheTailOfTheLogWithoutSecrets() {
        Running running = begin();
        jobs.awaitJob(FIRST);
        jobs.pod(FIRST, "");
        jobs.log(FIRST, "old line\n".repeat(100) + """
                [ERROR] [main.go:58] ["br failed"] [error="number of tikvs mismatch"]
                {"access-key":"AKIAIOSFODNN7EXAMPLE","secret-access-key":"wJalrXUtnFEMI/K7MDENG"}
                AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG https://me:pass@host/x Bearer abcdefghijkl
                """);
        jobs.fail(FIRST, "BackoffLimitExceeded", "Job has reached the specified backoff limit");

        assertThatThrownBy(() -> fixture.await(running.outcome()))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.RETRY))
                .hasMessageContaining("BackoffLimitExceeded")
                .hasMessageContaining("attempt 1 of 3")
                .hasMessageContaining("number of tikvs mismatch")
                .satisfies(failure -> assertThat(failure.getMessage())
                        .doesNotContain("wJalr", "AKIA", "me:pass", "abcdefghijkl")
                        .hasLineCount(21));
    }

    @Test
    void afterAFailureTheNextBeginningMakesAnotherJobUntilThereWereEnough() {
        for (String name : List.of(FIRST, SECOND)) {
            Running running = builder().attempts(2).build().begin(task(), notes);
            jobs.awaitJob(name);
            jobs.fail(name, "BackoffLimitExceeded", "");
            assertThatThrownBy(() -> fixture.await(running.outcome())).hasMessageContaining(name);
        }

        assertFails(
                builder().attempts(2).build().begin(task(), notes),
                Fault.REFUSED,
                SECOND,
                "attempt 2 of 2",
                "restore under another name");
        assertThat(jobs.names()).containsExactly(FIRST, SECOND);
    }

    @Test
    void anotherProcessGoesOnWithTheJobThatIsThere() {
        begin();
        jobs.awaitJob(FIRST);
        Running later = builder().build().begin(task(), new Notes(notes.kept()));
        jobs.succeed(FIRST);

        assertThat(fixture.await(later.outcome())).contains(FIRST);
        assertThat(jobs.names()).containsExactly(FIRST);
    }

    @Test
    void whatWasDoneIsNotDoneAgainEvenIfItsJobIsGone() {
        Running running = begin();
        jobs.awaitJob(FIRST);
        jobs.succeed(FIRST);
        fixture.await(running.outcome());
        jobs.delete(FIRST);

        assertThat(fixture.await(begin().outcome())).contains("had recovered the data before");
        assertThat(jobs.names()).isEmpty();
    }

    @Test
    void aSuccessThatPdRefutesIsDoneAgainByTheNextJob_P8() {
        Running running = begin();
        jobs.awaitJob(FIRST);
        jobs.pod(FIRST, "");
        jobs.log(FIRST, "[WARN] fail to pause schedulers\n");
        jobs.succeed(FIRST);
        assertThat(fixture.await(running.outcome())).contains("did not write that it had succeeded");

        fixture.await(running.refuted());
        Running again = begin();
        jobs.awaitJob(SECOND);
        jobs.pod(SECOND, "");
        jobs.log(SECOND, SUCCESS);
        jobs.succeed(SECOND);

        assertThat(fixture.await(again.outcome())).contains("recovered the data", SECOND);
    }

    @Test
    void notesOfAnotherRecoveryAreRefusedBeforeAnyJobIsMade() {
        Running running = builder().build().begin(task(), new Notes("{\"recovery\":\"native\",\"idBase\":\"5000\"}"));

        assertFails(running, Fault.REFUSED, "notes of another recovery");
        assertThat(jobs.names()).isEmpty();
    }

    @Test
    void aJobOfSomebodyElseIsLeftAlone() {
        fixture.server().objects().create("""
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"%s","namespace":"tidb"},
                 "spec":{"template":{"spec":{"containers":[]}}}}""".formatted(FIRST));

        Running running = begin();

        assertFails(running, Fault.REFUSED, FIRST, "not of restore restore-1", "left alone");
        running.cancel();
        assertThat(jobs.names()).containsExactly(FIRST);
    }

    @Test
    void aPodThatDoesNotStartIsToldWithTheReasonAndItsJobDeleted() {
        Running running = builder().startWithin(Duration.ofMillis(300)).build().begin(task(), notes);
        jobs.awaitJob(FIRST);
        jobs.pod(FIRST, "ImagePullBackOff");

        assertFails(running, Fault.REFUSED, "did not start within PT0.3S", "ImagePullBackOff: cannot pull", "deleted");
        assertThat(jobs.names()).isEmpty();
    }

    @Test
    void cancelEndsTheJob() {
        Running running = begin();
        jobs.awaitJob(FIRST);

        running.cancel();

        assertFails(running, Fault.REFUSED, "was cancelled", "its job is being deleted");
        assertThat(jobs.names()).isEmpty();
        assertThat(fixture.server().requests().all().stream()
                        .filter(request -> request.verb() == Verb.DELETE)
                        .map(RecordedRequest::body))
                .singleElement()
                .asString()
                .contains("Foreground");
    }

    @Test
    void cancelBeforeThereIsAJobSaysSo() {
        fixture.server().faults().on(Verb.GET, "tidbclusters").times(1).delay(Duration.ofMillis(300));
        Running running = begin();

        running.cancel();

        assertFails(running, Fault.REFUSED, "was cancelled", "there is no job of it");
    }

    @Test
    void leavingKeepsTheJobForTheProcessThatGoesOn() {
        Running running = begin();
        jobs.awaitJob(FIRST);

        running.leave();

        assertFails(running, Fault.RETRY, "left to another process");
        assertThat(jobs.names()).containsExactly(FIRST);
        jobs.succeed(FIRST);
        assertThat(fixture.await(begin().outcome())).contains(FIRST);
    }

    @Test
    void aJobThatIsStillBeingDeletedIsWaitedForSoThatNoTwoRun() {
        Running earlier = begin();
        jobs.awaitJob(FIRST);
        String uid = jobs.job(FIRST).at("/metadata/uid").asText();
        earlier.leave();
        jobs.deleteSlowly(FIRST);

        Running later = begin();
        jobs.awaitLooks(FIRST, 2);
        assertThat(jobs.job(FIRST).at("/metadata/uid").asText()).isEqualTo(uid);
        jobs.endDeletion(FIRST);
        jobs.awaitJob(FIRST);
        jobs.succeed(FIRST);

        assertThat(fixture.await(later.outcome())).contains(FIRST);
        assertThat(jobs.job(FIRST).at("/metadata/uid").asText()).isNotEqualTo(uid);
    }

    @Test
    void aJobHasNotFailedBeforeItsPodsHaveEnded() {
        Running running = begin();
        jobs.awaitJob(FIRST);
        jobs.willFail(FIRST);
        jobs.awaitLooks(FIRST, 3);
        assertThat(running.outcome().toCompletableFuture()).isNotDone();

        jobs.fail(FIRST, "DeadlineExceeded", "");

        assertFails(running, Fault.RETRY, "DeadlineExceeded");
    }

    @Test
    void aPodThatGoesAfterItsStartIsNotOneThatDidNotStart() {
        jobs.pod(FIRST, "");
        Running running = builder().startWithin(Duration.ofMillis(1)).build().begin(task(), notes);
        jobs.awaitJob(FIRST);
        jobs.awaitLooks(FIRST, 2);
        jobs.deletePod(FIRST);
        jobs.awaitLooks(FIRST, 4);
        assertThat(jobs.names()).containsExactly(FIRST);

        jobs.fail(FIRST, "BackoffLimitExceeded", "");

        assertFails(running, Fault.RETRY, "BackoffLimitExceeded");
    }

    @Test
    void cancelAtOnceLeavesNoJob() {
        fixture.server().faults().on(Verb.CREATE, "jobs").times(1).delay(Duration.ofMillis(300));
        Running running = begin();

        running.cancel();

        assertFails(running, Fault.REFUSED, "was cancelled");
        assertThat(jobs.names()).isEmpty();
    }

    @Test
    void aJobThatSomebodyDeletesIsAFailureThatMayBeTriedAgain() {
        Running running = begin();
        jobs.awaitJob(FIRST);
        JobFixture.await(
                () -> fixture.server().requests().all().stream()
                                .filter(request -> request.name().equals(FIRST))
                                .count()
                        > 1,
                "a second look");
        jobs.delete(FIRST);

        assertFails(running, Fault.RETRY, "lost its job", "begin again");
    }

    @Test
    void troubleOfTheServerPasses() {
        fixture.server().faults().on(Verb.CREATE, "jobs").times(1).fail(503);
        fixture.server().faults().on(Verb.GET, "jobs").times(1).fail(500);
        Running running = begin();
        jobs.awaitJob(FIRST);
        fixture.server().faults().on(Verb.LIST, "pods").times(1).fail(500);
        jobs.pod(FIRST, "");
        jobs.succeed(FIRST);

        assertThat(fixture.await(running.outcome())).contains(FIRST);
    }

    @Test
    void aMissingRightToReadLogsIsNoFailure() {
        fixture.server().access().deny("get", "", "pods/log", "tidb");
        Running running = begin();
        jobs.awaitJob(FIRST);
        jobs.pod(FIRST, "");
        jobs.fail(FIRST, "DeadlineExceeded", "Job was active longer than specified deadline");

        assertFails(running, Fault.RETRY, "DeadlineExceeded", "what BR wrote could not be read");
    }

    @Test
    void aMissingRightToMakeJobsIsToldAtOnce() {
        fixture.server().access().deny("create", "batch", "jobs", "tidb");

        assertFails(begin(), Fault.REFUSED, "403", "RBAC");
    }

    @Test
    void whatCannotGoOnSaysThatItsJobMayStillRun() {
        fixture.server().access().deny("list", "", "pods", "tidb");

        assertFails(begin(), Fault.REFUSED, "403", "Its job may still run", "begin again");
        assertThat(jobs.names()).containsExactly(FIRST);
    }

    @Test
    void nothingIsPendingAfterClose() {
        Running running = begin();
        jobs.awaitJob(FIRST);

        fixture.cluster().close();

        assertFails(running, Fault.RETRY, "connection to the cluster was closed", "it may go on");
    }

    @Test
    void asksForExactlyWhatTheManifestGrants() {
        fixture.server().access().denyAll();
        JobRights.RECOVERY.forEach(right -> right.verbs()
                .forEach(verb -> fixture.server().access().allow(verb, right.group(), right.resource(), "tidb")));
        Running running = begin();
        jobs.awaitJob(FIRST);
        jobs.pod(FIRST, "");
        jobs.log(FIRST, "[progress=50%]");
        JobFixture.await(() -> notes.progress() > 0, "progress");
        running.cancel();
        assertFails(running, Fault.REFUSED, "was cancelled");

        Set<String> asked = fixture.server().requests().all().stream()
                .map(request -> request.verb().word() + " " + request.resource()
                        + (request.subresource().isEmpty() ? "" : "/" + request.subresource()))
                .collect(Collectors.toSet());
        assertThat(asked)
                .containsExactlyInAnyOrderElementsOf(JobRights.RECOVERY.stream()
                        .flatMap(right -> right.verbs().stream().map(verb -> verb + " " + right.resource()))
                        .collect(Collectors.toSet()));
        assertThat(DirectRbac.forServiceAccount("tidb-admin", "member")
                        .recoveryByBr()
                        .yaml())
                .contains("pods/log", "batch");
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> BrJobRecovery.on(fixture.cluster()).build()).hasMessageContaining("image");
        assertThatThrownBy(() -> builder().option("--s3.secret-access-key=x"))
                .hasMessageContaining("set the secret instead")
                .hasMessageNotContaining("=x");
        assertThatThrownBy(() -> builder().podSpec("{containers: []}").build()).hasMessageContaining("containers");
        assertThatThrownBy(() -> builder().deadline(Duration.ofSeconds(1)).build())
                .hasMessageContaining("deadline is PT1S");
        assertThatThrownBy(() -> builder().attempts(0)).hasMessageContaining("attempts is 0");
    }
}
