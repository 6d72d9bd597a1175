package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.k8s.internal.job.JobRights;
import io.brfed.spi.VolumeWarmUp;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Progress;
import io.brfed.spi.VolumeWarmUp.Request;
import io.brfed.spi.VolumeWarmUp.State;
import io.brfed.spi.VolumeWarmUp.Store;
import io.brfed.spi.VolumeWarmUp.Strategy;
import io.brfed.spi.VolumeWarmUp.Volume;
import io.brfed.testkit.kubernetes.Verb;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesWarmUpTest {
    private static final String FIRST = "brfed-restore-1-prod-tikv-0-warm-up";
    private static final String SECOND = "brfed-restore-1-prod-tikv-1-warm-up";

    private final AccessFixture fixture = AccessFixture.v1();
    private final JobFixture jobs = new JobFixture(fixture.server());

    @AfterEach
    void close() {
        fixture.close();
    }

    private VolumeWarmUp warmUp() {
        return KubernetesWarmUp.on(fixture.cluster()).image("warm:1").build();
    }

    private static Store store(int ordinal) {
        return new Store(
                "prod-tikv-" + ordinal,
                List.of(
                        new Volume("tikv", "tikv-prod-tikv-" + ordinal),
                        new Volume("tikv-raft", "tikv-raft-prod-tikv-" + ordinal)));
    }

    private static Request request(Moment moment, Strategy strategy, Store... stores) {
        return new Request(
                new OperationId("restore-1"),
                new OperationName("nightly"),
                AccessFixture.TIDB_CLUSTER,
                moment,
                strategy,
                List.of(stores));
    }

    private static Request before(Store... stores) {
        return request(Moment.BEFORE_TIKV, Strategy.HYBRID, stores);
    }

    private void begin(Request request) {
        fixture.await(warmUp().begin(request, AccessFixture.LIMIT));
    }

    private List<Progress> observe(Request request) {
        return fixture.await(warmUp().observe(request, AccessFixture.LIMIT));
    }

    private List<String> end(Request request) {
        return fixture.await(warmUp().end(request, AccessFixture.LIMIT));
    }

    @ParameterizedTest
    @CsvSource({
        "HYBRID, --fs /var/lib/tikv --block /var/lib/tikv-raft",
        "FIO, --block /var/lib/tikv --block /var/lib/tikv-raft",
        "FSR, --block /var/lib/tikv-raft",
        "CHECK_WAL_ONLY, --block /var/lib/tikv-raft --exit-on-corruption"
    })
    void readsVolumesAsTheStrategySays(Strategy strategy, String arguments) {
        begin(request(Moment.BEFORE_TIKV, strategy, store(0)));

        assertThat(String.join(" ", jobs.arguments(FIRST))).isEqualTo(arguments);
    }

    @Test
    void aJobBeforeTikvMountsAllVolumes() {
        begin(before(store(0), store(1)));

        JsonNode pod = jobs.job(FIRST).at("/spec/template/spec");
        assertThat(jobs.names()).containsExactly(FIRST, SECOND);
        assertThat(pod.path("volumes").findValuesAsText("claimName"))
                .containsExactly("tikv-prod-tikv-0", "tikv-raft-prod-tikv-0");
        assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("mountPath"))
                .containsExactly("/var/lib/tikv", "/var/lib/tikv-raft");
        assertThat(pod.at("/containers/0/securityContext/privileged").asBoolean())
                .isTrue();
        assertThat(pod.at("/containers/0/command/0").asText()).isEqualTo("/warmup_steps");
        assertThat(jobs.job(FIRST).at("/spec/backoffLimit").asInt()).isEqualTo(1);
    }

    @Test
    void aJobBesideTikvRunsOnItsNode() {
        Store there = new Store(fixture.objects().pod(1), store(0).volumes());
        fixture.server().objects().delete("pods", "tidb", there.pod());
        fixture.server().objects().create("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"tidb"},
                 "spec":{"nodeName":"node-7","containers":[{"name":"tikv","image":"i"}]}}""".formatted(there.pod()));
        begin(request(Moment.BESIDE_TIKV, Strategy.HYBRID, there));

        assertThat(jobs.job("brfed-restore-1-" + there.pod() + "-warm-up")
                        .at("/spec/template/spec/nodeName")
                        .asText())
                .isEqualTo("node-7");
    }

    @Test
    void aPodThatIsOnNoNodeYetIsWaitedFor() {
        assertThatThrownBy(() -> begin(
                        request(Moment.BESIDE_TIKV, Strategy.HYBRID, new Store("prod-tikv-9", store(9).volumes()))))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.RETRY))
                .hasMessageContaining("prod-tikv-9")
                .hasMessageContaining("wait until it runs");
    }

    @Test
    void beginningTwiceIsBeginningOnce() {
        begin(before(store(0)));
        String uid = jobs.job(FIRST).at("/metadata/uid").asText();
        begin(before(store(0), store(1)));

        assertThat(jobs.names()).containsExactly(FIRST, SECOND);
        assertThat(jobs.job(FIRST).at("/metadata/uid").asText()).isEqualTo(uid);
    }

    @Test
    void aJobThatIsStillBeingDeletedIsNoneThatHasBegun() {
        begin(before(store(0)));
        jobs.deleteSlowly(FIRST);

        assertThat(end(before(store(0)))).containsExactly("job " + FIRST);
        assertThatThrownBy(() -> begin(before(store(0))))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.RETRY))
                .hasMessageContaining("still being deleted");
    }

    @Test
    void tellsTheStateOfEachStore() {
        Request request = before(store(0), store(1), store(2));
        begin(before(store(0), store(1)));
        jobs.succeed(SECOND);

        assertThat(observe(request))
                .extracting(Progress::pod, Progress::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("prod-tikv-0", State.RUNNING),
                        org.assertj.core.groups.Tuple.tuple("prod-tikv-1", State.DONE),
                        org.assertj.core.groups.Tuple.tuple("prod-tikv-2", State.ABSENT));
    }

    @Test
    void aFailedJobIsNeverDone_C2() {
        Request request = before(store(0));
        begin(request);
        jobs.pod(FIRST, "");
        jobs.log(FIRST, "fio: io_u error on file /dev/nvme1n1: Input/output error\npassword=hunter2222\n");
        jobs.fail(FIRST, "BackoffLimitExceeded", "Job has reached the specified backoff limit");

        assertThat(observe(request)).singleElement().satisfies(progress -> {
            assertThat(progress.state()).isEqualTo(State.FAILED);
            assertThat(progress.text())
                    .contains(FIRST, "BackoffLimitExceeded", "Input/output error")
                    .doesNotContain("hunter");
        });
    }

    @Test
    void aStoreWithoutAnythingToReadNeedsNoJob() {
        Request request = request(
                Moment.BEFORE_TIKV,
                Strategy.FSR,
                new Store("prod-tikv-0", List.of(new Volume("tikv", "tikv-prod-tikv-0"))));
        begin(request);

        assertThat(jobs.names()).isEmpty();
        assertThat(observe(request)).extracting(Progress::state).containsExactly(State.DONE);
    }

    @Test
    void endRemovesItsJobsAndNoOthers() {
        fixture.server().objects().create("""
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"other","namespace":"tidb",
                 "labels":{"brfed.io/operation":"restore-2","brfed.io/purpose":"warm-up"}},
                 "spec":{"template":{"spec":{"containers":[]}}}}""");
        begin(before(store(0), store(1)));

        assertThat(end(before(store(0)))).isEmpty();

        assertThat(jobs.names()).containsExactly("other");
        assertThat(end(before(store(0)))).isEmpty();
    }

    @Test
    void aJobOfSomebodyElseIsLeftAlone() {
        fixture.server().objects().create("""
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"%s","namespace":"tidb"},
                 "spec":{"template":{"spec":{"containers":[]}}}}""".formatted(FIRST));

        assertThatThrownBy(() -> begin(before(store(0)))).hasMessageContaining("left alone");
        assertThat(observe(before(store(0)))).extracting(Progress::state).containsExactly(State.ABSENT);
    }

    @Test
    void logsCannotBeCheckedBesideARunningTikv_C4() {
        assertThatThrownBy(() -> request(Moment.BESIDE_TIKV, Strategy.CHECK_WAL_ONLY, store(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BEFORE_TIKV");
    }

    @Test
    void withoutAnImageThereIsNoWarmUp_C3() {
        assertThatThrownBy(() -> KubernetesWarmUp.on(fixture.cluster()).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("image");
    }

    @Test
    void aRefusedJobFailsTheBeginningWithTheServersWords() {
        fixture.server().faults().forbid(Verb.CREATE, "jobs");

        assertThatThrownBy(() -> begin(before(store(0))))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.REFUSED));
    }

    @Test
    void longNamesAreShortenedAndStayApart() {
        Store first = new Store("a-tidb-cluster-with-a-very-long-name-indeed-and-more-tikv-0", store(0).volumes());
        Store second = new Store("a-tidb-cluster-with-a-very-long-name-indeed-and-more-tikv-1", store(1).volumes());
        begin(before(first, second));
        begin(before(first, second));

        assertThat(jobs.names()).hasSize(2).allMatch(name -> name.length() <= 63);
    }

    @Test
    void asksForExactlyWhatTheManifestGrants() {
        fixture.server().access().denyAll();
        JobRights.WARM_UP.forEach(right -> right.verbs()
                .forEach(verb -> fixture.server().access().allow(verb, right.group(), right.resource(), "tidb")));
        fixture.patch("pods", fixture.objects().pod(1), "{\"spec\":{\"nodeName\":\"node-1\"}}");
        Request beside = request(
                Moment.BESIDE_TIKV, Strategy.FIO, new Store(fixture.objects().pod(1), store(0).volumes()));
        begin(beside);
        String job = jobs.names().get(0);
        jobs.pod(job, "");
        jobs.fail(job, "BackoffLimitExceeded", "");
        observe(beside);
        end(beside);

        Set<String> asked = fixture.server().requests().all().stream()
                .map(request -> request.verb().word() + " " + request.resource()
                        + (request.subresource().isEmpty() ? "" : "/" + request.subresource()))
                .collect(Collectors.toSet());
        assertThat(asked)
                .containsExactlyInAnyOrderElementsOf(JobRights.WARM_UP.stream()
                        .flatMap(right -> right.verbs().stream().map(verb -> verb + " " + right.resource()))
                        .collect(Collectors.toSet()));
        assertThat(fixture.server().requests().all()).noneMatch(request -> request.status() == 403);
        assertThat(fixture.await(warmUp().check(AccessFixture.TIDB_CLUSTER, AccessFixture.LIMIT)))
                .isEmpty();
    }
}
