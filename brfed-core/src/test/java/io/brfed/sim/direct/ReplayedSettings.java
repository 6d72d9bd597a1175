package io.brfed.sim.direct;

import io.brfed.direct.RestoringWorld;
import io.brfed.testkit.direct.FakeDirectFederation;
import java.util.List;
import java.util.Optional;

/** PD's settings of a backup that are not those of the PD that is restored into, and whether a restore has set them. */
final class ReplayedSettings {
    private static final String REPLICATE = "{\"max-replicas\":5}";
    private static final String RULES =
            "[{\"group_id\":\"pd\",\"rules\":[{\"id\":\"by-zone\",\"role\":\"voter\",\"count\":3}]}]";
    private static final String LABELS =
            "[{\"id\":\"cold\",\"labels\":[{\"key\":\"kind\",\"value\":\"cold\"}],\"rule_type\":\"key-range\",\"data\":[]}]";

    private final FakeDirectFederation fakes;

    ReplayedSettings(FakeDirectFederation fakes, RestoringWorld world) {
        this.fakes = fakes;
        world.hadPdDocument("replicate", REPLICATE);
        world.hadPdDocument("placement-rules", RULES);
        world.hadPdDocument("region-label-rules", LABELS);
        fakes.copyPd()
                .document("replicate", REPLICATE.replace("5", "3"))
                .document("placement-rules", RULES.replace("by-zone", "default"))
                .document("region-label-rules", "[]");
    }

    /** What is wrong after a restore that was to set all of them. */
    List<String> notAllSet() {
        boolean all = now("replicate").equals(REPLICATE)
                && now("placement-rules").contains("by-zone")
                && now("region-label-rules").contains("cold");
        return all
                ? List.of()
                : List.of("PD_SETTINGS: only " + fakes.copyPdRecovery().changed() + " were set");
    }

    /** What is wrong after a restore that was to set none. */
    List<String> someSet() {
        return fakes.copyPdRecovery().changed().isEmpty()
                ? List.of()
                : List.of("PD_SETTINGS: " + fakes.copyPdRecovery().changed() + " were set, which nobody wanted");
    }

    private String now(String document) {
        return Optional.of(document).flatMap(fakes.copyPd()::documentNow).orElse("");
    }
}
