package io.brfed.internal.direct;

import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.plane.Member;
import java.util.Locale;
import java.util.Optional;

/** What tells the members of one TidbCluster in one Kubernetes cluster apart, and its name as a file. */
record MemberKey(OperationKind kind, OperationName name) {
    private static final String SUFFIX = ".json";

    static MemberKey of(Member member) {
        return new MemberKey(member.kind(), member.operation());
    }

    /** The inverse of {@link #fileName}; empty for the names of others. */
    static Optional<MemberKey> parse(String fileName) {
        int slash = fileName.indexOf('/');
        if (slash < 0 || !fileName.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        String name = fileName.substring(slash + 1, fileName.length() - SUFFIX.length());
        for (OperationKind kind : OperationKind.values()) {
            if (folder(kind).equals(fileName.substring(0, slash))) {
                return Optional.of(new MemberKey(kind, new OperationName(name)));
            }
        }
        return Optional.empty();
    }

    String fileName() {
        return folder(kind) + "/" + name + SUFFIX;
    }

    private static String folder(OperationKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
