package io.brfed.internal.direct.pdstate;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.spi.PdRecovery.Document;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Documents of PD's state as they were when a backup was taken, against those of the PD that is restored into. Immutable. */
public final class PdComparison {
    /** The documents that decide where replicas may be, in the order in which they can be set. */
    public static final List<String> DOCUMENTS = Stream.concat(
                    Stream.of(Document.values()).map(Document::documentName), Stream.of("schedule", "resource-groups"))
            .toList();

    private static final int LONGEST = 300;
    private static final Set<String> EMPTY = Set.of("{}", "[]", "null");

    private final Map<String, String> before;
    private final Map<String, String> now;

    /**
     * A comparison.
     *
     * @param before what the backup recorded
     * @param now what PD has; the rules of one that has never had a store are those that it will begin with
     */
    public PdComparison(Map<String, String> before, Map<String, String> now) {
        this.before = Map.copyOf(before);
        Map<String, String> all = new TreeMap<>(now);
        PlacementRules.begunWith(node(now, Document.REPLICATE))
                .ifPresent(rules -> all.putIfAbsent(Document.PLACEMENT_RULES.documentName(), rules));
        this.now = Map.copyOf(all);
    }

    /** The documents that were recorded and are not the same, in the order of {@link #DOCUMENTS}. */
    public List<String> differing() {
        return DOCUMENTS.stream().filter(this::differs).toList();
    }

    private boolean differs(String name) {
        String was = before.get(name);
        if (was == null) {
            return false;
        }
        Optional<Document> settable = Stream.of(Document.values())
                .filter(document -> document.documentName().equals(name))
                .findFirst();
        if (settable.isPresent() && !node(before, settable.get()).isMissingNode()) {
            return change(settable.get()).isPresent();
        }
        String is = now.get(name);
        return is == null
                ? !EMPTY.contains(was)
                : !Json.parsed(was).equals(Json.parsed(is)) || (Json.parsed(was).isMissingNode() && !was.equals(is));
    }

    /** What is to be sent to make a document what it was; empty if it is, or nothing of it was recorded. */
    public Optional<String> change(Document document) {
        JsonNode was = node(before, document);
        JsonNode is = node(now, document);
        return switch (document) {
            case REPLICATE -> Replication.change(was, is);
            case PLACEMENT_RULES -> PlacementRules.change(was, is);
            case REGION_LABEL_RULES -> RegionLabels.change(was, is);
        };
    }

    /** Settings of replication that were recorded and that this PD does not know; nobody can set them. */
    public List<String> unknown() {
        return Replication.unknown(node(before, Document.REPLICATE), node(now, Document.REPLICATE));
    }

    /** Whether there were rules for TiFlash that are not there now. They are set with the replicas, not here. */
    public boolean lacksTiflash() {
        return PlacementRules.lacksTiflash(node(before, Document.PLACEMENT_RULES), node(now, Document.PLACEMENT_RULES));
    }

    /** The recorded placement rules that ask for stores in these zones only, as group and id. */
    public List<String> rulesOf(Set<String> zones) {
        return PlacementRules.within(zones, node(before, Document.PLACEMENT_RULES));
    }

    /** As much of what was recorded as fits into a message. */
    public String was(String name) {
        return brief(before, name);
    }

    /** As much of what PD has as fits into a message. */
    public String is(String name) {
        return brief(now, name);
    }

    private static String brief(Map<String, String> documents, String name) {
        String document = documents.getOrDefault(name, "nothing");
        return document.length() <= LONGEST ? document : document.substring(0, LONGEST) + "…";
    }

    private static JsonNode node(Map<String, String> documents, Document document) {
        return Json.parsed(documents.getOrDefault(document.documentName(), ""));
    }
}
