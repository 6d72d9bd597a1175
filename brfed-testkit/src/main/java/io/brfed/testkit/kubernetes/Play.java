package io.brfed.testkit.kubernetes;

/** What a data plane does with one member. Called on the lane of the member only. */
interface Play {
    /** Does the next thing, if there is one. */
    Step step();

    /** Somebody deleted a job. */
    void jobDeleted(String uid);

    /** Somebody deleted a pod. */
    void podDeleted(String name);

    /** The member does not exist any more. */
    void memberGone();

    /** The API server refuses a job of the member. */
    void jobRefused(String message);
}
