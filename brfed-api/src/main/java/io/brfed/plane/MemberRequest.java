package io.brfed.plane;

import io.brfed.api.BackupLocation;
import java.util.Objects;
import java.util.Optional;

/**
 * What one member is asked for, apart from the phase. Immutable.
 *
 * @param member the member
 * @param source restore: where this member's part of the backup lies; empty if the plane's own configuration says it
 * @since 0.1.0
 */
public record MemberRequest(Member member, Optional<BackupLocation> source) {
    /** Checks that no part is missing. */
    public MemberRequest {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(source, "source");
    }
}
