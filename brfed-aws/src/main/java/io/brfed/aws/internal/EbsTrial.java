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

    /**
     * Findings of a trial of making something.
     *
     * @param right what was tried
     * @param made what would have been made, for messages
     */
    static CompletionStage<List<Finding>> making(AwsRight right, String made, CompletionStage<Boolean> trial) {
        return findings(
                trial,
                refusal -> Finding.fault(
                        right.action(),
                        code(refusal),
                        "a request for " + made + " without effect was refused: " + refusal.getMessage(),
                        advice(right, refusal)),
                Finding.fault(
                        right.action(),
                        "no refusal",
                        "a request for " + made + " that was only to be tried was carried out, so this is no EC2",
                        "set the endpoint of EC2 itself, and remove what was made"));
    }

    private static String advice(AwsRight right, ProviderException refusal) {
        return switch (refusal.fault()) {
            case RETRY, BUSY_UNTIL -> "wait until fewer requests are made in this account and region, then check again";
            default ->
                UNAUTHORIZED.contains(code(refusal))
                        ? "grant " + right.action()
                                + (right.isOfFastRestores() ? "" : " and " + AwsRight.CREATE_TAGS.action())
                        : "remove the reason that EC2 gives: all such requests would be refused for it";
        };
    }

    /**
     * Findings of a trial of removing something. A right that is bound to our tags cannot be shown on a thing that does not
     * exist, so these are only notices.
     *
     * @param right what was tried
     * @param left what will be left behind without it
     */
    static CompletionStage<List<Finding>> removing(AwsRight right, String left, CompletionStage<Boolean> trial) {
        return findings(
                trial,
                refusal -> Finding.notice(
                        right.action(),
                        code(refusal),
                        "the right could not be shown: " + refusal.getMessage(),
                        "see that " + right.action() + " is granted, or " + left + " will be left behind"),
                Finding.notice(
                        right.action(),
                        "no refusal",
                        "a request that was only to be tried was carried out, so this is no EC2",
                        "set the endpoint of EC2 itself"));
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
