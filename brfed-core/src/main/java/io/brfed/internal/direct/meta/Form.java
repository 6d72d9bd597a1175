package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.spi.ClusterInventory.Replicas;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** What both documents have in common when they are written. */
final class Form {
    private Form() {}

    /** Numbers that the original reads as unsigned 64-bit numbers. */
    static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    static void replicas(ObjectNode document, Replicas replicas) {
        document.putObject("tidb").put("replicas", replicas.tidb());
        document.putObject("pd").put("replicas", replicas.pd());
    }

    /** The document with the section at its end. */
    static byte[] complete(ObjectNode document, KubernetesSection section) {
        byte[] head = bytes(document);
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + section.size() + 32);
        out.write(head, 0, head.length - 1);
        out.write(',');
        section.writeTo(out);
        out.write('}');
        return out.toByteArray();
    }

    private static byte[] bytes(ObjectNode document) {
        try {
            return MetaKeys.JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", impossible);
        }
    }
}
