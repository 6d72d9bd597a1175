package io.brfed.api;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A request was refused before its first effect. Carries every fault at once.
 *
 * @since 0.1.0
 */
public final class InvalidRequestException extends FederationException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    /** Made with every fault found. */
    public InvalidRequestException(List<Finding> findings) {
        super("refused before anything was changed, " + findings.size() + " to mend:\n  "
                + findings.stream().map(Finding::toString).collect(Collectors.joining("\n  ")));
        this.findings = List.copyOf(findings);
    }

    /** The faults; empty after Java serialization. */
    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
