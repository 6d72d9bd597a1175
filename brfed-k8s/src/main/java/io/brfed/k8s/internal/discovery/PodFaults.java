package io.brfed.k8s.internal.discovery;

import io.brfed.api.Finding;
import io.brfed.k8s.internal.Json;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a TiKV pod itself. */
final class PodFaults {
    private static final String FIELD = "TiKV pod";

    private final Places places;
    private final TikvPod pod;
    private final List<Finding> findings = new ArrayList<>();

    PodFaults(Places places, TikvPod pod) {
        this.places = places;
        this.pod = pod;
    }

    List<Finding> findings() {
        storeId();
        running();
        return findings;
    }

    private void storeId() {
        if (pod.labelled().isEmpty()) {
            String label = pod.label();
            fault(
                    label.isEmpty()
                            ? "has no label " + TikvPod.STORE_ID
                            : "has the label " + TikvPod.STORE_ID + "=" + label + ", which is no store id",
                    "wait until TiDB Operator has set the label, which it does when PD knows the store; if that does not"
                            + " happen, look at the operator's log");
        } else if (pod.knownAs().isPresent() && !pod.knownAs().equals(pod.labelled())) {
            fault(
                    "is labelled as store " + pod.label() + ", but its cluster's status says that it is store "
                            + pod.knownAs().get(),
                    "wait until TiDB Operator has corrected the label; if both stay, ask PD which one is right");
        }
    }

    private void running() {
        String phase = Json.text(pod.object(), "status", "phase");
        if (!Json.text(pod.object(), "metadata", "deletionTimestamp").isEmpty()) {
            fault("is being deleted", "wait until TiDB Operator has replaced it");
        } else if (!phase.equals("Running")) {
            fault("is not running but " + (phase.isEmpty() ? "without a phase" : phase), "wait until TiKV is up again");
        }
    }

    private void fault(String problem, String advice) {
        findings.add(Finding.fault(FIELD, places.of(pod.name()), problem, advice));
    }
}
