package io.brfed.internal.drive;

import io.brfed.api.Assurance;
import io.brfed.api.OperationReport;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.internal.protocol.Decision;
import io.brfed.internal.protocol.RestoreProtocol;
import io.brfed.internal.protocol.Situation;
import io.brfed.plane.MemberState;
import java.util.Optional;

/** Makes the report of a restore. */
public final class RestoreReports {
    private RestoreReports() {}

    /** The report of what a request came to. */
    public static RestoreReport of(Driver.Done done) {
        OperationReport operation =
                MemberReports.operation(done, assurance(done.outcome().situation()), Optional.empty());
        Situation situation = done.outcome().situation();
        Optional<Tso> commitTs = RestoreProtocol.dataMember(situation)
                .flatMap(member -> member.state().flatMap(MemberState::commitTs));
        boolean complete = done.outcome().decision().ending() == Decision.Ending.SUCCEEDED;
        return complete && commitTs.isPresent()
                ? RestoreReport.of(operation, commitTs.get())
                : RestoreReport.of(operation);
    }

    private static Assurance assurance(Situation situation) {
        return RestoreProtocol.seenInService(situation) ? Assurance.VERIFIED : Assurance.AS_REPORTED;
    }
}
