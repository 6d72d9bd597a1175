package io.brfed.k8s.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What an unquoted YAML value is: the rules of the Go library behind Kubernetes tools, which differ from YAML 1.1 in that
 * times of day and dates are text.
 */
final class KubernetesScalars extends Resolver {
    private static final Pattern BOOL =
            Pattern.compile("^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$");
    private static final Pattern INT = Pattern.compile(
            "^[-+]?(?:0b_*[01][01_]*|0o_*[0-7][0-7_]*|0x_*[0-9a-fA-F][0-9a-fA-F_]*|0[0-7_]*|[1-9][0-9_]*)$");
    private static final Pattern FLOAT =
            Pattern.compile("^(?:[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)"
                    + "|\\.(?:nan|NaN|NAN))$");
    private static final Pattern NULL = Pattern.compile("^(?:~|null|Null|NULL|)$");
    private static final Pattern MERGE = Pattern.compile("^<<$");
    private static final int MAX_DIGITS = 400;

    KubernetesScalars() {}

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
        addImplicitResolver(Tag.INT, INT, "-+0123456789");
        addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
        addImplicitResolver(Tag.MERGE, MERGE, "<");
        addImplicitResolver(Tag.NULL, NULL, "~nN\0");
        addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
    }

    /**
     * The value of a scalar.
     *
     * @throws IllegalArgumentException if the text does not fit the tag, or the tag is unknown
     */
    static JsonNode value(Tag tag, String text, JsonNodeFactory nodes) {
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP) || tag.equals(Tag.MERGE)) {
            return nodes.textNode(text);
        }
        if (tag.equals(Tag.NULL)) {
            return nodes.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return nodes.booleanNode(truth(text));
        }
        if (text.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("number too long");
        }
        if (tag.equals(Tag.INT)) {
            return integer(text, nodes);
        }
        if (tag.equals(Tag.FLOAT)) {
            // The factory would drop zeros at the end.
            return DecimalNode.valueOf(new BigDecimal(text));
        }
        throw new IllegalArgumentException("unknown tag");
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on" -> true;
            case "no", "false", "off" -> false;
            default -> throw new IllegalArgumentException("no truth value");
        };
    }

    private static JsonNode integer(String text, JsonNodeFactory nodes) {
        boolean negative = text.startsWith("-");
        String digits = (negative || text.startsWith("+") ? text.substring(1) : text).replace("_", "");
        BigInteger value = magnitude(digits.toLowerCase(Locale.ROOT));
        BigInteger signed = negative ? value.negate() : value;
        if (signed.bitLength() < Integer.SIZE) {
            return nodes.numberNode(signed.intValueExact());
        }
        return signed.bitLength() < Long.SIZE ? nodes.numberNode(signed.longValueExact()) : nodes.numberNode(signed);
    }

    private static BigInteger magnitude(String digits) {
        if (digits.startsWith("0x")) {
            return new BigInteger(digits.substring(2), 16);
        }
        if (digits.startsWith("0b")) {
            return new BigInteger(digits.substring(2), 2);
        }
        if (digits.startsWith("0o")) {
            return new BigInteger(digits.substring(2), 8);
        }
        return digits.length() > 1 && digits.startsWith("0") ? new BigInteger(digits, 8) : new BigInteger(digits);
    }
}
