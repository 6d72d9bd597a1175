package io.brfed.testkit.kubernetes;

/** The two kinds of objects that a data plane works on. */
enum MemberKind {
    BACKUP("Backup", "backups", "backup"),
    RESTORE("Restore", "restores", "restore");

    static final String API_VERSION = "pingcap.com/v1alpha1";
    static final String API_PATH = "/apis/" + API_VERSION;

    private final String kind;
    private final String plural;
    private final String word;

    MemberKind(String kind, String plural, String word) {
        this.kind = kind;
        this.plural = plural;
        this.word = word;
    }

    String kind() {
        return kind;
    }

    String plural() {
        return plural;
    }

    /** The word that names and labels are made with. */
    String word() {
        return word;
    }

    /** The collection, of one namespace or with an empty one of all. */
    String collection(String namespace) {
        return namespace.isEmpty() ? API_PATH + "/" + plural : API_PATH + "/namespaces/" + namespace + "/" + plural;
    }
}
