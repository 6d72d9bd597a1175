package io.brfed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupLocationTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket/a/b, s3, bucket, a/b",
        "s3://bucket/a/b/, s3, bucket, a/b",
        "s3://bucket//a, s3, bucket, a",
        "s3://bucket, s3, bucket, ''",
        "s3://bucket/, s3, bucket, ''",
        "gcs://other-bucket/x, gcs, other-bucket, x",
    })
    void tellsSchemeBucketAndPrefix(String url, String scheme, String bucket, String prefix) {
        BackupLocation location = new BackupLocation(url);

        assertThat(location.scheme()).isEqualTo(scheme);
        assertThat(location.bucket()).isEqualTo(bucket);
        assertThat(location.prefix()).isEqualTo(prefix);
        assertThat(location).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bucket/prefix", "s3:/bucket", "s3://", "s3:///prefix", "://bucket/prefix"})
    void refusesTextWithoutSchemeOrBucket(String url) {
        assertThatThrownBy(() -> new BackupLocation(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatWasExpected() {
        assertThatThrownBy(() -> new BackupLocation("bucket/prefix"))
                .hasMessage(
                        "backup location 'bucket/prefix' has no scheme and bucket; expected e.g. s3://bucket/prefix");
    }
}
