package io.brfed.testkit.direct;

import io.brfed.api.SnapshotId;
import io.brfed.spi.FastSnapshotRestore.Answer;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.FastSnapshotRestore.Status;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes EC2's answers about fast snapshot restore. */
final class Ec2FastAnswers {
    private static final int MAX_PAGE = 200;

    private Ec2FastAnswers() {}

    static XmlText enable(EbsAccount account, QueryForm form) {
        return answer(account, form, account.fast.enable(zone(form), snapshots(form)));
    }

    static XmlText disable(EbsAccount account, QueryForm form) {
        return answer(account, form, account.fast.disable(zone(form), snapshots(form)));
    }

    private static String zone(QueryForm form) {
        List<String> zones = form.list("AvailabilityZone");
        if (zones.size() != 1) {
            throw new EbsRefusalException("InvalidParameterValue", "this server takes one zone at a time");
        }
        return zones.get(0);
    }

    private static List<SnapshotId> snapshots(QueryForm form) {
        return form.list("SourceSnapshotId").stream().map(SnapshotId::new).toList();
    }

    private static XmlText answer(EbsAccount account, QueryForm form, Answer answer) {
        XmlText xml = new XmlText();
        xml.items("successful", answer.accepted(), snapshot -> {
            Place place = new Place(snapshot, zone(form));
            item(xml, place).element("state", account.fast.state(place).name().toLowerCase(Locale.ROOT));
        });
        return xml.items("unsuccessful", answer.refused().entrySet(), refused -> refused(xml, zone(form), refused));
    }

    private static void refused(XmlText xml, String zone, Map.Entry<SnapshotId, String> refused) {
        String[] reason = refused.getValue().split(": ", 2);
        xml.element("snapshotId", refused.getKey())
                .items(
                        "fastSnapshotRestoreStateErrorSet",
                        List.of(zone),
                        one -> xml.element("availabilityZone", one)
                                .element(
                                        "error",
                                        error ->
                                                error.element("code", reason[0]).element("message", reason[1])));
    }

    private static XmlText item(XmlText xml, Place place) {
        return xml.element("snapshotId", place.snapshot()).element("availabilityZone", place.zone());
    }

    static XmlText describe(EbsAccount account, QueryForm form) {
        if (form.has("MaxResults") && Integer.parseInt(form.get("MaxResults")) > MAX_PAGE) {
            throw new EbsRefusalException("InvalidParameterValue", "MaxResults is at most " + MAX_PAGE);
        }
        Ec2Answers.Page<Status> page = Ec2Answers.page(form, account.fast.visible(), Ec2FastAnswers::matches);
        XmlText xml = new XmlText();
        xml.items(
                "fastSnapshotRestoreSet",
                page.items(),
                status -> item(xml, status.place())
                        .element("state", status.state().name().toLowerCase(Locale.ROOT))
                        .element("stateTransitionReason", status.reason()));
        return page.close(xml);
    }

    private static boolean matches(Status status, Map.Entry<String, List<String>> filter) {
        return switch (filter.getKey()) {
            case "snapshot-id" ->
                filter.getValue().contains(status.place().snapshot().value());
            case "availability-zone" ->
                filter.getValue().contains(status.place().zone());
            case "state" -> filter.getValue().contains(status.state().name().toLowerCase(Locale.ROOT));
            default ->
                throw new EbsRefusalException(
                        "InvalidParameterValue", "The filter '" + filter.getKey() + "' is invalid");
        };
    }
}
