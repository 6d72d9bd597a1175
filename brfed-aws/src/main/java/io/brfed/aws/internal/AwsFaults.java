package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Says of each failure of a call what its caller may do next, by AWS' own codes. */
final class AwsFaults {
    private static final int MAX_SHOWN = 400;
    private static final int MAX_CAUSES = 20;
    private static final int SERVER_ERROR = 500;

    /** Refused before anything was done; the same call may succeed soon. */
    private static final Set<String> THROTTLED = Set.of(
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "EC2ThrottledException",
            "SnapshotCreationPerVolumeRateExceeded",
            "ConcurrentTagAccess");

    /** A limit is used up, a zone has no room, or a thing is not in a state for the call; that passes, but not at once. */
    private static final Set<String> BUSY = Set.of(
            "PendingSnapshotLimitExceeded",
            "ConcurrentSnapshotLimitExceeded",
            "InsufficientVolumeCapacity",
            "IncorrectState",
            "VolumeInUse");

    /** The server failed; whether it did something, it does not say. */
    private static final Set<String> FAILED = Set.of(
            "InternalError",
            "InternalFailure",
            "InternalServerException",
            "ServerInternal",
            "Unavailable",
            "ServiceUnavailable",
            "RequestTimeout");

    /** Failures to make a connection, by name because those of the HTTP client are no part of the SDK's interface. */
    private static final Set<String> NOT_CONNECTED = Set.of(
            "ConnectException",
            "HttpHostConnectException",
            "ConnectTimeoutException",
            "UnknownHostException",
            "NoRouteToHostException",
            "SSLHandshakeException",
            "ConnectionRequestTimeoutException");

    private static final String CLOCK =
            "Set the clock of this machine, which AWS finds too far off; AWS permits 15 minutes for S3 and 5 for others.";
    private static final String CREDENTIALS = "Check the credentials that brfed runs with.";

    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("SnapshotCreationPerVolumeRateExceeded", "One volume is captured at most every 15 s."),
            Map.entry(
                    "PendingSnapshotLimitExceeded",
                    "Too many snapshots of this account and region are pending (usually 100, not adjustable). Wait until"
                            + " they have completed, or back up fewer volumes at a time."),
            Map.entry(
                    "ConcurrentSnapshotLimitExceeded",
                    "Too many snapshots of one volume are pending (5, or 1 for st1 and sc1). Wait until they have"
                            + " completed."),
            Map.entry("SnapshotLimitExceeded", "Delete snapshots, or have the quota 'Snapshots per Region' raised."),
            Map.entry(
                    "InvalidSnapshot.InUse", "An image uses it: deregister the image, then delete the snapshot again."),
            Map.entry(
                    "TagLimitExceeded",
                    "A snapshot or volume may have 50 tags: set fewer, or do not copy those of the volumes."),
            Map.entry(
                    "VolumeLimitExceeded",
                    "Delete volumes, or have the quota of EBS storage of this type in this region raised."),
            Map.entry(
                    "MaxIOPSLimitExceeded",
                    "Provision fewer IOPS, or have the quota of IOPS of this type in this region raised."),
            Map.entry("InsufficientVolumeCapacity", "AWS has no room for it in this zone by now: wait."),
            Map.entry("IncorrectState", "Wait until its state has changed."),
            Map.entry("VolumeInUse", "It is attached: stop the pod that uses it."),
            Map.entry("InvalidVolume.ZoneMismatch", "Make the volume in the zone of the node that will use it."),
            Map.entry("VolumeTypeNotAvailableInZone", "Choose another type, or another zone."),
            Map.entry("CustomerKeyHasBeenRevoked", "Enable the KMS key, or choose another."),
            Map.entry("EncryptedVolumesNotSupported", "Choose a type that can be encrypted."),
            Map.entry(
                    "IdempotentParameterMismatch",
                    "This operation has asked for the same volume with other settings before: clean up, then restore"
                            + " under another name."),
            Map.entry(
                    "UnauthorizedOperation", "Grant this right to the role that brfed runs with: see DirectIamPolicy."),
            Map.entry(
                    "AccessDeniedException", "Grant this right to the role that brfed runs with: see DirectIamPolicy."),
            Map.entry(
                    "AccessDenied",
                    "Grant this right on the bucket and its key to the role that brfed runs with: see DirectIamPolicy."),
            Map.entry("AuthFailure", "Check the credentials and the clock of this machine."),
            Map.entry("InvalidClientTokenId", CREDENTIALS),
            Map.entry("InvalidAccessKeyId", CREDENTIALS),
            Map.entry("SignatureDoesNotMatch", CREDENTIALS),
            Map.entry("ExpiredToken", CREDENTIALS),
            Map.entry("RequestExpired", CLOCK),
            Map.entry("RequestTimeTooSkewed", CLOCK),
            Map.entry("PermanentRedirect", "The bucket is in another region: set the storage's region."),
            Map.entry("AuthorizationHeaderMalformed", "The bucket is in another region: set the storage's region."),
            Map.entry("NoSuchBucket", "Create the bucket, or correct its name and region."));

    private AwsFaults() {}

    static ProviderException classify(AwsCall call, Throwable failure) {
        if (failure instanceof ProviderException classified) {
            return classified;
        }
        if (failure instanceof AwsServiceException answered) {
            return refusal(call, answered);
        }
        if (failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException
                || failure instanceof AbortedException) {
            return noAnswer(call);
        }
        return unanswered(call, failure);
    }

    /** The limit has passed after the request was sent. */
    static ProviderException noAnswer(AwsCall call) {
        return new ProviderException(
                unknown(call),
                call + " got no answer from " + call.service() + " within " + call.limit() + consequence(call));
    }

    /** The client was closed before the request was sent. */
    static ProviderException closed(AwsCall call) {
        return new ProviderException(
                Fault.UNREACHABLE, call + " was not sent: the client was closed; nothing was done. Open a new one.");
    }

    /** The client was closed after the request was sent. */
    static ProviderException givenUp(AwsCall call) {
        return new ProviderException(
                unknown(call),
                call + " was given up before " + call.service() + " answered: the client was closed"
                        + consequence(call));
    }

    /** The request budget has no turn for the call within its limit. */
    static ProviderException noTurn(AwsCall call) {
        return new ProviderException(
                Fault.BUSY_UNTIL,
                call + " was not sent: the budget of requests has no turn for it within " + call.limit()
                        + "; nothing was done. Wait until other operations of this account and region have ended, or"
                        + " give the budget the limits that Service Quotas shows.");
    }

    private static Fault unknown(AwsCall call) {
        return call.kind() == AwsCall.Kind.QUESTION ? Fault.UNREACHABLE : Fault.OUTCOME_UNKNOWN;
    }

    private static String consequence(AwsCall call) {
        return call.kind() == AwsCall.Kind.QUESTION ? "; nothing was changed" : "; it may have been carried out";
    }

    private static AwsRefusalException refusal(AwsCall call, AwsServiceException answered) {
        AwsErrorDetails details = answered.awsErrorDetails();
        String named = details == null ? null : details.errorCode();
        String code = named == null || named.isBlank() ? "HTTP " + answered.statusCode() : named;
        String said = details == null ? "" : Objects.requireNonNullElse(details.errorMessage(), "");
        String request = answered.requestId() == null ? "" : ", request " + answered.requestId();
        Fault fault = fault(call, code, answered.statusCode());
        String message = call + " refused by " + call.service() + ": " + code + " (" + shortened(said) + request + ")"
                + (fault == Fault.OUTCOME_UNKNOWN ? "; it may have been carried out." : ".")
                + advice(code);
        return new AwsRefusalException(fault, message, code, answered);
    }

    private static Fault fault(AwsCall call, String code, int status) {
        if (THROTTLED.contains(code)) {
            return Fault.RETRY;
        }
        if (BUSY.contains(code)) {
            return Fault.BUSY_UNTIL;
        }
        if (code.endsWith(".NotFound") || code.equals("NoSuchKey") || code.equals("ResourceNotFoundException")) {
            return Fault.GONE;
        }
        if (FAILED.contains(code) || status >= SERVER_ERROR) {
            return call.kind() == AwsCall.Kind.ONCE ? Fault.OUTCOME_UNKNOWN : Fault.RETRY;
        }
        return Fault.REFUSED;
    }

    private static String advice(String code) {
        String advice = ADVICE.get(code);
        return advice == null ? "" : " " + advice;
    }

    /** The SDK failed without an answer: before the request left, or after. */
    private static ProviderException unanswered(AwsCall call, Throwable failure) {
        String reason = failure.getClass().getSimpleName() + ": " + shortened(String.valueOf(failure.getMessage()));
        if (has(failure, cause -> NOT_CONNECTED.contains(cause.getClass().getSimpleName()))) {
            return new ProviderException(
                    Fault.UNREACHABLE,
                    call + " was not sent: no connection to " + call.service() + " (" + reason
                            + "); nothing was done. Check endpoint, region and network.",
                    failure);
        }
        if (has(failure, cause -> cause instanceof IOException)) {
            return new ProviderException(
                    unknown(call), call + " got no answer (" + reason + ")" + consequence(call), failure);
        }
        return new ProviderException(
                Fault.REFUSED,
                call + " was not sent (" + reason + "); nothing was done. Check region and credentials.",
                failure);
    }

    private static boolean has(Throwable failure, java.util.function.Predicate<Throwable> what) {
        @Nullable Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (what.test(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
