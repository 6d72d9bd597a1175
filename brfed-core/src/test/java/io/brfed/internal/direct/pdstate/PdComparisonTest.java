package io.brfed.internal.direct.pdstate;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.spi.PdRecovery.Document;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PdComparisonTest {
    private static final String DEFAULT_RULE = "{'group_id':'pd','id':'default','start_key':'','end_key':'',"
            + "'role':'voter','count':3,'location_labels':['zone']}";

    private static PdComparison of(Document document, String before, String now) {
        return new PdComparison(
                Map.of(document.documentName(), json(before)), Map.of(document.documentName(), json(now)));
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    private static String group(String id, String... rules) {
        return "{'group_id':'" + id + "','group_index':0,'group_override':false,'rules':[" + String.join(",", rules)
                + "]}";
    }

    private static String label(String id, String labels) {
        return "{'id':'" + id + "','labels':[" + labels + "],'rule_type':'key-range',"
                + "'data':[{'start_key':'','end_key':'75'}]}";
    }

    @Test
    void whatPdNotesOfARuleWhileItRunsIsNoDifference() {
        String before = DEFAULT_RULE.replace("}", ",'version':7,'create_timestamp':1690000000}");

        assertThat(of(Document.PLACEMENT_RULES, "[" + group("pd", before) + "]", "[" + group("pd", DEFAULT_RULE) + "]")
                        .differing())
                .isEmpty();
    }

    @Test
    void whatLaterVersionsWriteAlthoughItIsNotSoIsNoDifference() {
        String later = DEFAULT_RULE.replace("}", ",'is_witness':false,'isolation_level':''}");

        assertThat(of(Document.PLACEMENT_RULES, "[" + group("pd", DEFAULT_RULE) + "]", "[" + group("pd", later) + "]")
                        .differing())
                .isEmpty();
    }

    @Test
    void theOrderOfRulesAndGroupsIsNoDifference() {
        String other = DEFAULT_RULE.replace("default", "other");

        assertThat(of(
                                Document.PLACEMENT_RULES,
                                "[" + group("pd", DEFAULT_RULE, other) + "," + group("TiDB_DDL_71", DEFAULT_RULE) + "]",
                                "[" + group("TiDB_DDL_71", DEFAULT_RULE) + "," + group("pd", other, DEFAULT_RULE) + "]")
                        .differing())
                .isEmpty();
    }

    @Test
    void anotherCountIsADifferenceAndAllRulesAreSent() {
        PdComparison comparison = of(
                Document.PLACEMENT_RULES,
                "[" + group("pd", DEFAULT_RULE) + "," + group("TiDB_DDL_71", DEFAULT_RULE) + "]",
                "[" + group("pd", DEFAULT_RULE) + "," + group("TiDB_DDL_71", DEFAULT_RULE.replace(":3", ":2")) + "]");

        assertThat(comparison.differing()).containsExactly("placement-rules");
        assertThat(comparison.change(Document.PLACEMENT_RULES).orElseThrow())
                .contains("\"TiDB_DDL_71\"", "\"pd\"")
                .doesNotContain("\"count\":2");
    }

    @Test
    void aRuleThatOnlyTheNewPdHasIsADifference() {
        assertThat(of(
                                Document.PLACEMENT_RULES,
                                "[" + group("pd", DEFAULT_RULE) + "]",
                                "[" + group("pd", DEFAULT_RULE) + "," + group("mine", DEFAULT_RULE) + "]")
                        .differing())
                .containsExactly("placement-rules");
    }

    @Test
    void rulesOfTiflashAreToldAndNeitherSentNorTakenAway() {
        PdComparison comparison = of(
                Document.PLACEMENT_RULES,
                "[" + group("pd", DEFAULT_RULE) + "," + group("tiflash", DEFAULT_RULE) + "]",
                "[" + group("pd", DEFAULT_RULE.replace(":3", ":2")) + "]");

        assertThat(comparison.lacksTiflash()).isTrue();
        assertThat(comparison.change(Document.PLACEMENT_RULES).orElseThrow()).doesNotContain("tiflash");
        assertThat(of(
                                Document.PLACEMENT_RULES,
                                "[" + group("pd", DEFAULT_RULE) + "]",
                                "[" + group("pd", DEFAULT_RULE.replace(":3", ":2")) + ","
                                        + group("tiflash", DEFAULT_RULE) + "]")
                        .change(Document.PLACEMENT_RULES)
                        .orElseThrow())
                .contains("tiflash");
    }

    @Test
    void namesTheRulesThatAskForSomeZonesOnly() {
        String here = DEFAULT_RULE.replace(
                "'count'", "'label_constraints':[{'key':'zone','op':'in','values':['a']}],'count'");
        String either = here.replace("['a']", "['a','b']").replace("default", "either");
        String not = here.replace("'in'", "'notIn'").replace("default", "not");

        assertThat(of(Document.PLACEMENT_RULES, "[" + group("pd", here, either, not) + "]", "[]")
                        .rulesOf(Set.of("a")))
                .containsExactly("pd/default");
    }

    @Test
    void noRulesAtAllMeansThatNoneWereRecorded() {
        assertThat(of(Document.PLACEMENT_RULES, "[]", "[" + group("pd", DEFAULT_RULE) + "]")
                        .change(Document.PLACEMENT_RULES))
                .isEmpty();
        assertThat(of(Document.PLACEMENT_RULES, "{}", "[" + group("pd", DEFAULT_RULE) + "]")
                        .change(Document.PLACEMENT_RULES))
                .isEmpty();
    }

    @Test
    void aPdWithoutStoresIsComparedWithTheRulesThatItWillMakeItself() {
        Map<String, String> fresh = Map.of(
                "replicate",
                json(
                        "{'max-replicas':3,'location-labels':'zone','enable-placement-rules':'true','isolation-level':''}"));

        assertThat(new PdComparison(Map.of("placement-rules", json("[" + group("pd", DEFAULT_RULE) + "]")), fresh)
                        .differing())
                .isEmpty();
        assertThat(new PdComparison(
                                Map.of(
                                        "placement-rules",
                                        json("[" + group("pd", DEFAULT_RULE.replace(":3", ":5")) + "]")),
                                fresh)
                        .differing())
                .containsExactly("placement-rules");
    }

    @Test
    void onlyTheSettingsOfReplicationThatDifferAreSent() {
        PdComparison comparison = of(
                Document.REPLICATE,
                "{'max-replicas':5,'location-labels':'zone','of-another-version':1}",
                "{'max-replicas':3,'location-labels':'zone','strictly-match-label':'false'}");

        assertThat(comparison.change(Document.REPLICATE)).hasValue("{\"max-replicas\":5}");
        assertThat(comparison.unknown()).containsExactly("of-another-version");
    }

    @Test
    void aLabelWithATimeToLiveIsNeitherSentNorTakenAway() {
        String lasting = "{'key':'kind','value':'cold'}";
        String ending = "{'key':'schedule','value':'deny','ttl':'2m0s','start_at':'2026-01-02T03:04:05Z'}";

        assertThat(of(
                                Document.REGION_LABEL_RULES,
                                "[" + label("import", ending) + "," + label("t", lasting + "," + ending) + "]",
                                "[]")
                        .change(Document.REGION_LABEL_RULES)
                        .orElseThrow())
                .contains("\"id\":\"t\"", "cold")
                .doesNotContain("import", "deny");
        assertThat(of(Document.REGION_LABEL_RULES, "[]", "[" + label("import", ending) + "]")
                        .differing())
                .isEmpty();
    }

    @Test
    void rulesThatPdMakesForKeyspacesAreItsOwn() {
        String keyspace = label("keyspaces/0", "{'key':'id','value':'0'}");

        assertThat(of(Document.REGION_LABEL_RULES, "[]", "[" + keyspace + "]").differing())
                .isEmpty();
        assertThat(of(Document.REGION_LABEL_RULES, "[" + keyspace + "]", "[]").differing())
                .isEmpty();
    }

    @Test
    void rulesThatAreNotInTheBackupAreRemoved() {
        String rule = label("mine", "{'key':'kind','value':'cold'}");

        assertThat(of(Document.REGION_LABEL_RULES, "[]", "[" + rule + "]").change(Document.REGION_LABEL_RULES))
                .hasValue("{\"sets\":[],\"deletes\":[\"mine\"]}");
    }

    @Test
    void otherDocumentsAreComparedAsTheyAre() {
        PdComparison comparison = new PdComparison(
                Map.of("schedule", "{\"a\":1,\"b\":2}", "resource-groups", "[]"),
                Map.of("schedule", "{\"b\":2,\"a\":1}"));

        assertThat(comparison.differing()).isEmpty();
        assertThat(new PdComparison(Map.of("schedule", "{\"a\":1}"), Map.of("schedule", "{\"a\":2}")).differing())
                .containsExactly("schedule");
        assertThat(new PdComparison(Map.of("schedule", "{\"a\":1}"), Map.of()).differing())
                .containsExactly("schedule");
    }
}
