package io.brfed.internal.direct.verify;

import io.brfed.api.ByteSize;
import io.brfed.api.Finding;
import io.brfed.api.VerificationReport;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.spi.SourceSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was read of one member's part.
 *
 * @param source where it is
 * @param meta its metadata; empty if there is none that can be read
 * @param snapshots what EC2 says of its snapshots, as far as they exist
 * @param troubles what kept parts of it from being read
 */
record Seen(Source source, Optional<BackupMeta> meta, List<SourceSnapshot> snapshots, List<Finding> troubles) {
    Seen {
        snapshots = List.copyOf(snapshots);
        troubles = List.copyOf(troubles);
    }

    static Seen nothing(Source source, Finding why) {
        return new Seen(source, Optional.empty(), List.of(), List.of(why));
    }

    Optional<PauseFacts> facts() {
        return meta.flatMap(BackupMeta::facts);
    }

    VerificationReport.Part reported(List<Finding> findings) {
        List<Finding> all = new ArrayList<>(troubles);
        all.addAll(findings);
        return new VerificationReport.Part(
                source.cluster(),
                source.location(),
                meta.map(read -> read.content().stores().size()).orElse(0),
                meta.map(read -> read.content().snapshots().size()).orElse(0),
                snapshots.stream().map(SourceSnapshot::size).reduce(new ByteSize(0), ByteSize::plus),
                meta.map(BackupMeta::commitTs),
                facts().map(PauseFacts::pauseIdentity).filter(identity -> !identity.isEmpty()),
                all);
    }
}
