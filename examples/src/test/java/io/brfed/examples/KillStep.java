package io.brfed.examples;

/** The steps of a pause of three stores in three clusters, in their order, by the call that shows each. */
enum KillStep {
    AFTER_GC_HOLD(When.ANSWERED, "holdGc", 1, 0),
    AFTER_SCHEDULERS_WERE_PAUSED(When.ANSWERED, "pauseSchedulers", 1, 0),
    AFTER_LEASES(When.ANSWERED, "lease", 3, 0),
    AFTER_APPLY(When.CALLED, "minResolvedTs", 1, 3),
    AFTER_TIMESTAMP(When.ANSWERED, "minResolvedTs", 1, 3),
    AFTER_FIRST_SNAPSHOT(When.ANSWERED, "create", 1, 3),
    AFTER_SECOND_SNAPSHOT(When.ANSWERED, "create", 2, 3),
    AFTER_LAST_SNAPSHOT(When.ANSWERED, "create", 3, 3),
    BEFORE_PROOF(When.CALLED, "finish", 1, 3),
    BEFORE_RELEASE(When.CALLED, "resumeSchedulers", 1, 3);

    /** Whether the call is about to be made, or its answer to be seen. */
    enum When {
        CALLED,
        ANSWERED
    }

    final When when;
    final String method;
    final int times;
    final int afterLeases;

    KillStep(When when, String method, int times, int afterLeases) {
        this.when = when;
        this.method = method;
        this.times = times;
        this.afterLeases = afterLeases;
    }
}
