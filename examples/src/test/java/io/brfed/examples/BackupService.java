package io.brfed.examples;

import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.MemberOutcome;
import io.brfed.api.MemberReport;
import io.brfed.plane.Cluster;
import io.brfed.spi.Scheduler;
import java.util.List;
import java.util.function.Consumer;

/** A service such as a platform team may have: takes the backup of the night and tells whoever is on call. */
final class BackupService {
    private final List<Cluster> clusters;
    private final Scheduler scheduler;
    private final Consumer<String> onCall;

    BackupService(List<Cluster> clusters, Scheduler scheduler, Consumer<String> onCall) {
        this.clusters = List.copyOf(clusters);
        this.scheduler = scheduler;
        this.onCall = onCall;
    }

    /** Takes the backup of a day, or goes on with the one that a former process began. */
    BackupReport backUp(String day) {
        BackupReport report = Federation.backup(clusters)
                .named("nightly-" + day)
                .requireExclusive()
                .scheduler(scheduler)
                .execute();
        if (!report.complete()) {
            report.members().stream()
                    .filter(member -> member.outcome() instanceof MemberOutcome.Failed)
                    .map(MemberReport::toString)
                    .forEach(onCall);
        }
        return report;
    }
}
