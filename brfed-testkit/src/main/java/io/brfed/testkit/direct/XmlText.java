package io.brfed.testkit.direct;

import java.util.Collection;
import java.util.function.Consumer;

/** Writes XML, element by element. */
final class XmlText {
    private final StringBuilder text = new StringBuilder();

    XmlText element(String name, Object value) {
        text.append('<').append(name).append('>');
        text.append(escaped(value.toString()));
        text.append("</").append(name).append('>');
        return this;
    }

    XmlText element(String name, Consumer<XmlText> content) {
        text.append('<').append(name).append('>');
        content.accept(this);
        text.append("</").append(name.split(" ", 2)[0]).append('>');
        return this;
    }

    /** EC2's form of a list. */
    <T> XmlText items(String name, Collection<T> all, Consumer<T> each) {
        return element(name, list -> all.forEach(one -> element("item", item -> each.accept(one))));
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\r", "&#13;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
