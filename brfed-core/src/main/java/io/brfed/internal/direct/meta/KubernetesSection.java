package io.brfed.internal.direct.meta;

import io.brfed.spi.ClusterInventory.Documents;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The part {@code kubernetes} of a document, as bytes. It is most of a document, megabytes in a large cluster, and the same
 * in {@code clustermeta} and {@code backupmeta}: it is copied from one to the other and neither parsed nor kept twice.
 * Immutable.
 */
public final class KubernetesSection {
    private static final byte[] KEY = "\"kubernetes\":".getBytes(StandardCharsets.US_ASCII);

    private final byte[] source;
    private final int from;
    private final int to;

    private KubernetesSection(byte[] source, int from, int to) {
        this.source = source;
        this.from = from;
        this.to = to;
    }

    /**
     * The section that holds these documents.
     *
     * @throws IllegalArgumentException if there are not as many claims as volumes, or a document is no JSON object
     */
    public static KubernetesSection of(Documents documents) {
        if (documents.claims().size() != documents.volumes().size()) {
            throw new IllegalArgumentException(documents.claims().size() + " claims but "
                    + documents.volumes().size() + " volumes; the original refuses to restore that");
        }
        Bytes bytes = new Bytes();
        bytes.add("{\"pvcs\":");
        objects(bytes, documents.claims());
        bytes.add(",\"pvs\":");
        objects(bytes, documents.volumes());
        bytes.add(",\"crd_tidb_cluster\":");
        bytes.add(object(documents.tidbCluster()));
        bytes.add(",\"options\":null}");
        return new KubernetesSection(bytes.toByteArray(), 0, bytes.size());
    }

    /**
     * The section of a document that {@link ClusterMetaWriter} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static KubernetesSection ofClusterMeta(byte[] clusterMeta) {
        // We write it last, and no text before it can hold its key, because quotes in texts are escaped.
        int start = indexOfKey(clusterMeta);
        int end = clusterMeta.length - 1;
        if (start < 0 || end <= start || clusterMeta[end] != '}') {
            throw new IllegalArgumentException(
                    "this clustermeta of " + clusterMeta.length + " bytes was not written by brfed, or not completely");
        }
        return new KubernetesSection(clusterMeta, start + KEY.length, end);
    }

    /** The document without this section, which is small and complete JSON. */
    byte[] rest() {
        byte[] head = Arrays.copyOf(source, from - KEY.length);
        head[head.length - 1] = '}';
        return head;
    }

    /** Its size in bytes. */
    int size() {
        return to - from;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(KEY, 0, KEY.length);
        out.write(source, from, size());
    }

    private static int indexOfKey(byte[] text) {
        for (int i = 0; i + KEY.length <= text.length; i++) {
            if (text[i] == KEY[0] && Arrays.equals(text, i, i + KEY.length, KEY, 0, KEY.length)) {
                return i;
            }
        }
        return -1;
    }

    private static void objects(Bytes bytes, List<String> documents) {
        bytes.add("[");
        for (int i = 0; i < documents.size(); i++) {
            bytes.add(i == 0 ? "" : ",");
            bytes.add(object(documents.get(i)));
        }
        bytes.add("]");
    }

    private static String object(String document) {
        if (!document.startsWith("{") || !document.endsWith("}")) {
            throw new IllegalArgumentException("a document of " + document.length() + " characters is no JSON object");
        }
        return document;
    }

    /** Bytes that grow. */
    private static final class Bytes extends ByteArrayOutputStream {
        void add(String text) {
            writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
