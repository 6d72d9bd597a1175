package io.brfed.tikv.internal;

import io.brfed.api.ProviderException.Fault;

/** What an unanswered call may have done. */
enum CallKind {
    /** Nothing. */
    READ(Fault.UNREACHABLE, Fault.RETRY),
    /** What it was for, or not. */
    WRITE(Fault.OUTCOME_UNKNOWN, Fault.OUTCOME_UNKNOWN);

    private final Fault unanswered;
    private final Fault failed;

    CallKind(Fault unanswered, Fault failed) {
        this.unanswered = unanswered;
        this.failed = failed;
    }

    /** The class of no answer after the request may have arrived. */
    Fault unanswered() {
        return unanswered;
    }

    /** The class of an answer that says that the server had trouble. */
    Fault failed() {
        return failed;
    }
}
