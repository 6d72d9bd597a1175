package io.brfed.testkit;

import io.brfed.api.Assurance;
import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.MemberOutcome;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationReport;
import io.brfed.api.Phase;
import io.brfed.api.PhaseTiming;
import io.brfed.api.Reached;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the sample reports of backups and restores have in common. */
final class SampleMembers {
    private static final List<String> DEFAULT_CLUSTERS = List.of("k8s-a", "k8s-b", "k8s-c");
    private static final Duration TOOK = Duration.ofMinutes(12);
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final Duration TIMESTAMP = Duration.ofSeconds(20);
    private static final ByteSize SIZE = new ByteSize(1_000_000_000);

    private final OperationKind kind;
    private final OperationName name;
    private final List<LeftBehind> leftBehind = new ArrayList<>();
    private List<String> clusters = DEFAULT_CLUSTERS;
    private Instant startedAt = VirtualTime.DEFAULT_START;
    private Assurance assurance = Assurance.AS_REPORTED;
    private @Nullable FailureCause cause;

    SampleMembers(OperationKind kind, String name) {
        this.kind = kind;
        this.name = new OperationName(name);
    }

    /** A member and the others, or the default members. */
    static String[] with(String one, String... others) {
        Stream<String> rest = others.length == 0 ? DEFAULT_CLUSTERS.stream() : Stream.of(others);
        return Stream.concat(Stream.of(one), rest).distinct().sorted().toArray(String[]::new);
    }

    void clusters(String... names) {
        if (names.length > 0) {
            clusters = List.of(names);
        }
    }

    void startedAt(Instant value) {
        startedAt = Objects.requireNonNull(value, "value");
    }

    Instant startedAt() {
        return startedAt;
    }

    void verified() {
        assurance = Assurance.VERIFIED;
    }

    void failedOn(String cluster, String reason, String message) {
        cause = FailureCause.on(new ClusterName(cluster), FailureCause.Kind.MEMBER_FAILED, reason, message);
    }

    void failedWith(FailureCause value) {
        cause = Objects.requireNonNull(value, "value");
    }

    void leftBehind(LeftBehind left) {
        leftBehind.add(Objects.requireNonNull(left, "left"));
    }

    boolean complete() {
        return cause == null;
    }

    Tso commitTs() {
        return Tso.at(startedAt.plus(TIMESTAMP));
    }

    OperationReport report() {
        String failed = Optional.ofNullable(cause)
                .flatMap(FailureCause::member)
                .map(ClusterName::value)
                .orElse("");
        if (!failed.isEmpty() && !clusters.contains(failed)) {
            throw new IllegalStateException("'" + failed + "' failed but is not one of the members " + clusters);
        }
        OperationReport.Builder report = OperationReport.builder(kind, name, new OperationId("sample-operation"))
                .ran(startedAt, startedAt.plus(TOOK))
                .assurance(assurance)
                .members(clusters.stream().map(this::member).toList())
                .phases(clusters.stream().flatMap(this::phases).toList())
                .leftBehind(leftBehind);
        if (cause != null) {
            report.cause(cause);
        }
        return report.build();
    }

    private MemberReport member(String cluster) {
        long stores = clusters.indexOf(cluster) * 2L;
        MemberReport.Builder member = MemberReport.builder(new ClusterName(cluster), FakeFederation.TIDB_CLUSTER)
                .outcome(outcome(cluster))
                .stores(List.of(new StoreId(stores + 1), new StoreId(stores + 2)));
        if (complete()) {
            member.location(new BackupLocation("s3://sample/" + name + "-" + cluster))
                    .commitTs(Tso.at(startedAt.plus(TIMESTAMP).plusSeconds(clusters.indexOf(cluster))))
                    .size(SIZE)
                    .conditions(List.of(Reached.of(Condition.COMPLETE, startedAt.plus(TOOK))));
        }
        return member.build();
    }

    private MemberOutcome outcome(String cluster) {
        if (cause == null) {
            return new MemberOutcome.Complete();
        }
        boolean here = cause.member().equals(Optional.of(new ClusterName(cluster)));
        return here ? new MemberOutcome.Failed(cause) : new MemberOutcome.Stopped("torn down");
    }

    private Stream<PhaseTiming> phases(String cluster) {
        boolean first = clusters.indexOf(cluster) == 0;
        List<PhaseTiming> timings = new ArrayList<>();
        Instant start = startedAt;
        for (Phase phase : Phase.values()) {
            boolean everybody = phase != Phase.INITIALIZE && phase != Phase.RESUME && phase != Phase.RESTORE_DATA;
            if (phase.kind() == kind && (first || everybody)) {
                timings.add(new PhaseTiming(new ClusterName(cluster), phase, start, Optional.of(start.plus(STEP))));
                start = start.plus(STEP);
            }
        }
        return timings.stream();
    }
}
