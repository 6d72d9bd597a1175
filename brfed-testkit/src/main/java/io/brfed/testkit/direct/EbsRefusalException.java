package io.brfed.testkit.direct;

import java.io.Serial;

/** An answer of EC2 that says no, with EC2's code. */
final class EbsRefusalException extends RuntimeException {
    static final String THROTTLED = "RequestLimitExceeded";
    static final String DRY_RUN = "DryRunOperation";

    @Serial
    private static final long serialVersionUID = 1;

    private final String code;

    EbsRefusalException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static EbsRefusalException named(String code) {
        return new EbsRefusalException(code, "scripted " + code);
    }

    String code() {
        return code;
    }

    /** The status that EC2 answers with. */
    int status() {
        return switch (code) {
            case THROTTLED, "Unavailable", "ServiceUnavailable" -> 503;
            case "InternalError", "InternalFailure" -> 500;
            case "UnauthorizedOperation" -> 403;
            case "AuthFailure", "InvalidClientTokenId" -> 401;
            case DRY_RUN -> 412;
            default -> 400;
        };
    }
}
