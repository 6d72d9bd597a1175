package io.brfed.aws.internal;

import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads what EC2 answered when something was tried. A trial always ends with a refusal: one code says that the request would
 * have been carried out; every other is a finding, because whatever it says, the right was not shown.
 */
final class EbsTrial {
    private static final String PERMITTED = "DryRunOperation";
    private static final Set<String> UNAUTHORIZED =
            Set.of("UnauthorizedOperation", "AccessDenied", "AccessDeniedException");

    private EbsTrial() {}

    /** Findings of a trial of CreateSnapshots. */
    static CompletionStage<List<Finding>> create(CompletionStage<Boolean> trial) {
        return findings(
                trial,
                EbsTrial::mayNotCreate,
                Finding.fault(
                        AwsRight.CREATE_SNAPSHOTS.action(),
                        "no refusal",
                        "a request that was only to be tried was carried out, so this is no EC2; it may have taken"
                                + " snapshots, which carry the tag of this check",
                        "set the endpoint of EC2 itself, and remove what was made"));
    }

    private static Finding mayNotCreate(ProviderException refusal) {
        return Finding.fault(
                AwsRight.CREATE_SNAPSHOTS.action(),
                code(refusal),
                "a request without effect was refused: " + refusal.getMessage(),
                switch (refusal.fault()) {
                    case RETRY, BUSY_UNTIL ->
                        "wait until fewer requests are made in this account and region, then check" + " again";
                    default ->
                        UNAUTHORIZED.contains(code(refusal))
                                ? "grant " + AwsRight.CREATE_SNAPSHOTS.action() + " and "
                                        + AwsRight.CREATE_TAGS.action()
                                : "remove the reason that EC2 gives: the snapshots of a backup would be refused for it, too";
                });
    }

    /**
     * Findings of a trial of DeleteSnapshot. A right that is bound to our tags cannot be shown on a snapshot that does not
     * exist, so these are only notices.
     */
    static CompletionStage<List<Finding>> delete(CompletionStage<Boolean> trial) {
        return findings(
                trial,
                EbsTrial::mayNotDelete,
                Finding.notice(
                        AwsRight.DELETE_SNAPSHOT.action(),
                        "no refusal",
                        "a request that was only to be tried was carried out, so this is no EC2",
                        "set the endpoint of EC2 itself"));
    }

    private static Finding mayNotDelete(ProviderException refusal) {
        return Finding.notice(
                AwsRight.DELETE_SNAPSHOT.action(),
                code(refusal),
                "the right to delete snapshots could not be shown: " + refusal.getMessage(),
                "see that " + AwsRight.DELETE_SNAPSHOT.action()
                        + " is granted, or snapshots of failed backups will be left behind");
    }

    private static CompletionStage<List<Finding>> findings(
            CompletionStage<Boolean> trial, Function<ProviderException, Finding> refused, Finding carriedOut) {
        CompletableFuture<List<Finding>> findings = new CompletableFuture<>();
        trial.whenComplete((done, error) -> {
            if (error == null) {
                findings.complete(List.of(carriedOut));
            } else if (error instanceof ProviderException refusal && isAnswer(refusal)) {
                findings.complete(code(refusal).equals(PERMITTED) ? List.of() : List.of(refused.apply(refusal)));
            } else {
                findings.completeExceptionally(error);
            }
        });
        return findings;
    }

    /** Whether somebody said no: EC2, or the budget of requests. */
    private static boolean isAnswer(ProviderException error) {
        return error instanceof AwsRefusalException || error.fault() == ProviderException.Fault.BUSY_UNTIL;
    }

    private static String code(ProviderException error) {
        return error instanceof AwsRefusalException refusal
                ? refusal.code()
                : error.fault().toString();
    }

    /** What a question found, or that it was refused, so that one missing right does not hide the others. */
    static CompletionStage<List<Finding>> question(AwsRight right, CompletionStage<List<Finding>> answer) {
        CompletableFuture<List<Finding>> findings = new CompletableFuture<>();
        AwsCalls.bare(answer).whenComplete((found, error) -> {
            if (error == null) {
                findings.complete(found);
            } else if (error instanceof AwsRefusalException refusal) {
                findings.complete(List.of(Finding.fault(
                        right.action(),
                        refusal.code(),
                        "a question of this check was refused: " + refusal.getMessage(),
                        UNAUTHORIZED.contains(refusal.code()) ? "grant " + right.action() : "see EC2's reason")));
            } else {
                findings.completeExceptionally(error);
            }
        });
        return findings;
    }
}
