package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrdSchemaTest {

    private static final String SPEC = """
            required: [name]
            properties:
              name: {type: string, minLength: 2, maxLength: 4, pattern: '^[a-z]+$'}
              policy: {type: string, enum: [Retain, Delete], default: Retain}
              count: {type: integer, minimum: 1, maximum: 9}
              ratio: {type: number}
              port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
              at: {type: string, format: date-time, nullable: true}
              on: {type: boolean}
              tags: {type: array, maxItems: 2, items: {type: string}}
              limits: {type: object, additionalProperties: {type: string}}
              config: {x-kubernetes-preserve-unknown-fields: true}
              nested:
                type: object
                required: [type]
                properties:
                  type: {type: string}
                  wait: {type: string, default: 30m}
            """;

    private final CrdSchema things = CrdSchema.parse(document(SPEC));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                               | spec.name: Required value",
                "{'name': 7}                      | spec.name in body must be of type string: \"integer\"",
                "{'name': null}                   | spec.name in body must be of type string: \"null\"",
                "{'name': 'a'}                    | should be at least 2 chars long",
                "{'name': 'abcde'}                | should be at most 4 chars long",
                "{'name': 'AB'}                   | should match '^[a-z]+$'",
                "{'name': 'ab', 'policy': 'No'}   | spec.policy: Unsupported value: \"No\": supported values: \"Retain\", \"Delete\"",
                "{'name': 'ab', 'count': 0}       | should be greater than or equal to 1",
                "{'name': 'ab', 'count': 10}      | should be less than or equal to 9",
                "{'name': 'ab', 'count': 1.5}     | spec.count in body must be of type integer: \"number\"",
                "{'name': 'ab', 'ratio': 'x'}     | spec.ratio in body must be of type number: \"string\"",
                "{'name': 'ab', 'port': true}     | spec.port in body must be of type integer,string: \"boolean\"",
                "{'name': 'ab', 'at': 'today'}    | must be of type date-time",
                "{'name': 'ab', 'on': 'yes'}      | spec.on in body must be of type boolean: \"string\"",
                "{'name': 'ab', 'tags': [1]}      | spec.tags[0] in body must be of type string: \"integer\"",
                "{'name': 'ab', 'tags': ['a','b','c']} | should have at most 2 items",
                "{'name': 'ab', 'limits': {'cpu': 1}}  | spec.limits.cpu in body must be of type string: \"integer\"",
                "{'name': 'ab', 'nested': {}}     | spec.nested.type: Required value",
                "{'name': 'ab', 'nested': []}     | spec.nested in body must be of type object: \"array\"",
            })
    void aFaultIsNamedWithItsField(String spec, String expected) {
        assertThat(things.violations(thing(spec))).singleElement().asString().contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name': 'ab'}",
                "{'name': 'ab', 'count': 9, 'ratio': 0.5, 'on': true}",
                "{'name': 'ab', 'port': 1}",
                "{'name': 'ab', 'port': 'http'}",
                "{'name': 'ab', 'at': null}",
                "{'name': 'ab', 'at': '2026-11-22T10:00:00Z'}",
                "{'name': 'ab', 'policy': null}",
                "{'name': 'ab', 'config': {'any': ['thing', 1, null]}}",
                "{'name': 'ab', 'limits': {'cpu': '1', 'memory': '2Gi'}}",
            })
    void aValidObjectHasNoFaults(String spec) {
        assertThat(things.violations(thing(spec))).isEmpty();
        assertThat(things.unknownFields(thing(spec))).isEmpty();
    }

    @Test
    void allFaultsAreFoundAtOnce() {
        assertThat(things.violations(thing("{'count': 0, 'on': 1, 'nested': {}}")))
                .hasSize(4);
    }

    @Test
    void unknownFieldsAreNamedWithTheirPath() {
        String object = thing("{'name': 'ab', 'extra': 1, 'nested': {'type': 'a', 'more': 2}, 'config': {'x': 1}}");

        assertThat(things.unknownFields(object)).containsExactly("spec.nested.more", "spec.extra");
    }

    @Test
    void theServerPrunesFillsInDefaultsAndAnswersAllFaults() {
        try (EmbeddedKubernetes server = EmbeddedKubernetes.named("schema")
                .namespaces("tidb")
                .crds(things)
                .start()) {
            String path = "/apis/example.com/v1/namespaces/tidb/things";

            var created = Http.post(server, path, thing("{'name': 'ab', 'extra': 1, 'nested': {'type': 'a'}}"));
            var refused = Http.post(server, path, thing("{'count': 0, 'on': 1}").replace("\"t\"", "\"u\""));
            var strict = Http.post(server, path + "?fieldValidation=Strict", thing("{'name': 'ab', 'extra': 1}"));

            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.body()).doesNotContain("extra").contains("\"policy\":\"Retain\"", "\"wait\":\"30m\"");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body())
                    .contains("\"field\":\"spec.name\"", "\"field\":\"spec.count\"", "\"field\":\"spec.on\"");
            assertThat(strict.statusCode()).isEqualTo(400);
            assertThat(strict.body()).contains("unknown field \\\"spec.extra\\\"");
        }
    }

    @Test
    void aSmallerDocumentIsContained() {
        CrdSchema smaller = CrdSchema.parse(document("""
                required: [name]
                properties:
                  name: {type: string, minLength: 2, maxLength: 4, pattern: '^[a-z]+$'}
                  policy: {type: string, enum: [Retain, Delete], default: Retain}
                """));

        assertThat(smaller.containedIn(things)).isEmpty();
        assertThat(things.containedIn(smaller)).isNotEmpty();
    }

    @Test
    void everyDifferenceFromTheLargerDocumentIsNamed() {
        CrdSchema other = CrdSchema.parse(document("""
                required: [count]
                properties:
                  count: {type: string}
                  policy: {type: string, enum: [Retain], default: Delete}
                  unheard: {type: string}
                """));

        assertThat(other.containedIn(things))
                .anyMatch(difference -> difference.contains("also requires [name]"))
                .anyMatch(difference -> difference.contains("does not require [count]"))
                .anyMatch(difference -> difference.startsWith("spec.count: type is \"string\" here"))
                .anyMatch(difference -> difference.startsWith("spec.policy: enum is"))
                .anyMatch(difference -> difference.startsWith("spec.policy: default is"))
                .contains("spec.unheard: not in the larger schema");
    }

    @Test
    void theOperatorsKindsKeepStatusInTheObject() {
        assertThat(TidbOperatorCrds.all())
                .hasSize(6)
                .allSatisfy(crd -> assertThat(crd.hasStatusSubresource()).isFalse());
    }

    @Test
    void theDefaultsOfABackupAreFilledIn() {
        try (EmbeddedKubernetes server = Clients.server()) {
            var backup = server.objects()
                    .create(Clients.backupJson("b", "{}")
                            .replace("\"backupType\"", "\"cleanOption\": {}, \"backupType\""));

            assertThat(backup.at("/spec/backupMode").asText()).isEqualTo("snapshot");
            assertThat(backup.at("/spec/cleanPolicy").asText()).isEqualTo("Retain");
            assertThat(backup.at("/spec/calcSizeLevel").asText()).isEqualTo("all");
            assertThat(backup.at("/spec/volumeBackupInitJobMaxActiveSeconds").asInt())
                    .isEqualTo(600);
            assertThat(backup.at("/spec/cleanOption/snapshotsDeleteRatio").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void aMemberPhaseMayBeEmptyButNotAbsentInAVolumeBackup() {
        String backup =
                "{'spec': {}, 'metadata': {}, 'status': {'backups': [{'backupName': 'a'%s}]}}".replace('\'', '"');
        CrdSchema schema = TidbOperatorCrds.of("VolumeBackup");

        assertThat(schema.violations(backup.formatted(""))).containsExactly("status.backups[0].phase: Required value");
        assertThat(schema.violations(backup.formatted(", \"phase\": \"\""))).isEmpty();
    }

    @Test
    void somethingElseThanACrdIsRefused() {
        assertThatThrownBy(() -> CrdSchema.parse("kind: Pod"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a CustomResourceDefinition: kind is 'Pod'");
    }

    private static String thing(String spec) {
        return ("{'apiVersion': 'example.com/v1', 'kind': 'Thing', 'metadata': {'name': 't'}, 'spec': " + spec + "}")
                .replace('\'', '"');
    }

    private static String document(String spec) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {kind: Thing, plural: things, singular: thing}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                """ + spec.indent(12);
    }
}
