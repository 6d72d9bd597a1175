package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.DeletionReport;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationReport;
import io.brfed.api.ReleaseReport;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.SnapshotSet;
import java.time.Duration;
import java.util.List;

/** What must hold after every operation, whatever happened to it. */
final class Aftermath {
    /** Longer than any pause, late write or claim of the fakes lasts. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(30);

    private final FakeFederation federation;

    private Aftermath(FakeFederation federation) {
        this.federation = federation;
    }

    /** Looks at a federation whose operations have all ended. */
    static Aftermath of(FakeFederation federation) {
        return new Aftermath(federation);
    }

    /** The pause ended, nothing was made twice, and what is left is what the report says. */
    void mustBeClean(Object report) {
        assertThat(federation.pauseHeldAnywhere()).as(this::story).isFalse();
        federation.time().advance(AFTERWARDS);
        assertThat(federation.pauseHeldAnywhere()).as(this::story).isFalse();
        nothingIsMadeTwice();
        if (report instanceof BackupReport backup) {
            ofBackup(backup);
        } else if (report instanceof RestoreReport restore) {
            leftoversAreTold(restore.operation());
        } else if (report instanceof DeletionReport deletion) {
            assertThat(deletion.complete()).as(this::story).isEqualTo(DeletionReport.Completeness.COMPLETE);
            assertThat(federation.planes())
                    .allSatisfy(
                            plane -> assertThat(plane.members()).as(this::story).isEmpty());
        } else if (report instanceof ReleaseReport release) {
            assertThat(release.clean()).as(this::story).isTrue();
        }
    }

    /** One creation per member and one snapshot set per member. */
    void nothingIsMadeTwice() {
        List<String> created = federation.journal().entries().stream()
                .filter(entry -> entry.what().equals("created"))
                .map(entry -> entry.cluster() + " " + entry.detail())
                .toList();
        assertThat(created).as(this::story).doesNotHaveDuplicates();
        assertThat(federation.snapshots().stream().map(SnapshotSet::member).toList())
                .as(this::story)
                .doesNotHaveDuplicates();
    }

    private void ofBackup(BackupReport report) {
        if (report.complete()) {
            assertThat(federation.snapshotsOutsidePause()).as(this::story).isEmpty();
            assertThat(federation.snapshots())
                    .as(this::story)
                    .hasSize(report.members().size());
            assertThat(report.commitTs()).isPresent();
        } else {
            assertThat(report.cause()).isPresent();
        }
        leftoversAreTold(report.operation());
    }

    private void leftoversAreTold(OperationReport report) {
        List<String> told = report.leftBehind().stream()
                .map(LeftBehind::member)
                .flatMap(member -> member.stream())
                .map(Object::toString)
                .toList();
        assertThat(federation.leftovers().stream()
                        .filter(left -> told.stream().noneMatch(left::contains))
                        .toList())
                .as(this::story)
                .isEmpty();
    }

    private String story() {
        return "after " + federation.journal() + "\nend of story";
    }
}
