package io.brfed.k8s.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_SECRET_ACCESS_KEY=hidden/me+now",
                "{\"secret-access-key\":\"hidden me now\",\"region\":\"us\"}",
                "[config=\"{\\\"access-key\\\":\\\"hidden\\\"}\"]",
                "--s3.secret-access-key=hidden",
                "s3://bucket/p?access-key=hidden&secret-access-key=hidden&region=us",
                "X-Amz-Security-Token: hidden",
                "password: 'hidden me'",
                "Authorization: Bearer hidden-hidden",
                "https://user:hidden@host/path",
                "-----BEGIN RSA PRIVATE KEY-----\nhidden\n-----END RSA PRIVATE KEY-----"
            })
    void takesOutWhatMayBeSecret(String text) {
        assertThat(MaskedText.of(text)).doesNotContain("hidden").contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2026/11/23 06:00:00.000 +00:00] [ERROR] [main.go:58] [\"br failed\"] [error=\"number of tikvs mismatch\"]",
                "[region=us-west-2] [progress=33.35%] [step=\"Data Restore\"]",
                "s3://bucket/backups/nightly-k8s-a/backupmeta not found"
            })
    void leavesTheRestAsItIs(String text) {
        assertThat(MaskedText.of(text)).isEqualTo(text);
    }

    @Test
    void aLongLineWithoutABlankIsReadAtOnce() {
        String text = "a1".repeat(32 << 10) + " token=hidden";

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> MaskedText.of(text)))
                .endsWith("a1 token=***");
    }

    @Test
    void keepsTheLastLinesAndShortensEach() {
        String text = "line\n".repeat(50) + "x".repeat(1_000) + "\n\n";

        List<String> lines = MaskedText.lastLines(text);

        assertThat(lines).hasSize(20);
        assertThat(lines.get(19)).hasSize(401).endsWith("…");
    }
}
