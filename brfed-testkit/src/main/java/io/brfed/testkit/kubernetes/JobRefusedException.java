package io.brfed.testkit.kubernetes;

import java.io.Serial;

/** The API server refuses a job for good, for example because its name is too long. */
final class JobRefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String detail;

    JobRefusedException(String detail) {
        super(detail);
        this.detail = detail;
    }

    String detail() {
        return detail;
    }
}
