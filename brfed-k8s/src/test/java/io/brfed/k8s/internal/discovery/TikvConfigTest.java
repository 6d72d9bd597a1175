package io.brfed.k8s.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.brfed.k8s.internal.Json;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TiKV's configuration and the roles that follow from it. */
class TikvConfigTest {
    private static TikvConfig toml(String text) {
        return TikvConfig.of(new TextNode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raft-engine.dir = \"/raft\"",
                "\"raft-engine.dir\" = \"/raft\"",
                "raft-engine.\"dir\" = '/raft'",
                "[raft-engine]\ndir = \"/raft\"",
                "[raft-engine]\n  enable = true\n  dir = \"/raft\" # here\n[storage]\n",
                "raft-engine = { dir = \"/raft\" }",
            })
    void readsAKeyHoweverItIsWritten_V13(String text) {
        assertThat(toml(text).value("raft-engine.dir")).isEqualTo("/raft");
    }

    @Test
    void readsTheObjectThatEarlyVersionsTook() throws IOException {
        TikvConfig config =
                TikvConfig.of(Json.read("{\"raft-engine\":{\"dir\":\"/raft\"},\"storage\":{\"api-version\":2}}"));

        assertThat(config.value("raft-engine.dir")).isEqualTo("/raft");
        assertThat(config.value("storage.api-version")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n", "# nothing\n"})
    void nothingIsAConfigurationToo(String text) {
        assertThat(toml(text).values()).isEmpty();
        assertThat(toml(text).fault()).isEmpty();
    }

    @Test
    void nothingAtAllIsAConfigurationToo() {
        assertThat(TikvConfig.of(Json.object().path("config")).fault()).isEmpty();
    }

    @Test
    void aFaultSaysWhereAndDoesNotRepeatTheText() {
        assertThat(toml("a = 1\nsecret = [\"hidden\"\n[b]\n").fault().orElseThrow())
                .contains("line")
                .doesNotContain("hidden");
    }

    @Test
    void aDirectoryBelongsToTheLongestMountAboveIt() {
        Map<String, String> mounts = Map.of("/var/lib/tikv", "tikv", "/var/lib/tikv/raft", "tikv-raft");
        VolumeRoles roles = new VolumeRoles(toml("raft-engine.dir = \"/var/lib/tikv/raft/x/\""), mounts);

        assertThat(roles.of("tikv-raft")).isEqualTo("raft-engine.dir");
        assertThat(roles.of("tikv")).isEmpty();
    }

    @Test
    void aNameThatOnlyBeginsAlikeIsNotBelow() {
        VolumeRoles roles =
                new VolumeRoles(toml("a.dir = \"/raft-2\"\nb.dir = \"raft\""), Map.of("/raft", "tikv-raft"));

        assertThat(roles.of("tikv-raft")).isEmpty();
    }

    @Test
    void ofSeveralKeysTheSameIsTakenEachTime() {
        VolumeRoles roles = new VolumeRoles(
                toml("a.dir = \"/v/x\"\nrocksdb.wal-dir = \"/v\"\nraftdb.wal-dir = \"/v\"\naa.dir = \"/v\""),
                Map.of("/v", "tikv-v"));

        assertThat(roles.of("tikv-v")).isEqualTo("raftdb.wal-dir");
    }

    @Test
    void theDataDirectoryIsNotTakenFromTheConfiguration() {
        VolumeRoles roles = new VolumeRoles(toml("storage.data-dir = \"/v\""), Map.of("/v", "tikv-v"));

        assertThat(roles.of("tikv-v")).isEmpty();
    }
}
