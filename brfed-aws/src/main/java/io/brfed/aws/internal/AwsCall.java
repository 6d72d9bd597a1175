package io.brfed.aws.internal;

import java.time.Duration;

/**
 * One call to AWS.
 *
 * @param service the service, for messages
 * @param action its name of what is asked for
 * @param subject what it is about
 * @param kind whether it may change something
 * @param limit the time for all of it
 */
public record AwsCall(String service, String action, String subject, Kind kind, Duration limit) {
    /** A call to EC2 that changes nothing. */
    static AwsCall question(String action, String subject, Duration limit) {
        return new AwsCall("EC2", action, subject, Kind.QUESTION, limit);
    }

    /** The same call with another limit. */
    AwsCall within(Duration time) {
        return new AwsCall(service, action, subject, kind, time);
    }

    /** What is asked for and of what. */
    @Override
    public String toString() {
        return action + " of " + subject;
    }

    /** What a call may do. */
    public enum Kind {
        /** Nothing. */
        QUESTION,
        /** The same if it is made twice. */
        IDEMPOTENT,
        /** Something more if it is made twice. */
        ONCE
    }
}
