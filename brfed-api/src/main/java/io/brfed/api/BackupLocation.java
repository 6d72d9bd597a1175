package io.brfed.api;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where one member's part of a backup lies: scheme, bucket and prefix as in {@code s3://bucket/prefix}. It never holds
 * credentials. Immutable.
 *
 * @param url the location, for S3 {@code s3://bucket/prefix} without a trailing slash
 * @since 0.1.0
 */
public record BackupLocation(String url) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9+.-]*://[^/].*");

    /** Refuses text without a scheme with {@link IllegalArgumentException}. */
    public BackupLocation {
        Objects.requireNonNull(url, "url");
        if (!FORM.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    "backup location '" + url + "' has no scheme and bucket; expected e.g. s3://bucket/prefix");
        }
    }

    /** The scheme, e.g. {@code s3}. */
    public String scheme() {
        return url.substring(0, url.indexOf("://"));
    }

    /** The bucket or container. */
    public String bucket() {
        String rest = afterScheme();
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    /** The prefix inside the bucket without surrounding slashes; empty if there is none. */
    public String prefix() {
        String rest = afterScheme();
        int slash = rest.indexOf('/');
        return slash < 0 ? "" : rest.substring(slash + 1).replaceAll("^/+|/+$", "");
    }

    private String afterScheme() {
        return url.substring(url.indexOf("://") + 3);
    }

    /** The url. */
    @Override
    public String toString() {
        return url;
    }
}
