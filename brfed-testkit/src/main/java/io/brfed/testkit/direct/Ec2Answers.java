package io.brfed.testkit.direct;

import io.brfed.spi.InstanceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Writes EC2's answers. */
final class Ec2Answers {
    private static final int MIN_PAGE = 5;
    private static final int MAX_PAGE = 1_000;
    private static final int MAX_FILTER_VALUES = 200;
    private static final String OWNER = "123456789012";

    private Ec2Answers() {}

    static XmlText created(List<EbsShot> shots) {
        XmlText xml = new XmlText();
        return xml.items(
                "snapshotSet",
                shots,
                shot -> xml.element("snapshotId", shot.id)
                        .element("volumeId", shot.volumeId())
                        .element("state", "pending")
                        .element("volumeSize", shot.size.bytes() >> 30)
                        .element("startTime", shot.startedAt)
                        .element("progress", "")
                        .element("ownerId", OWNER)
                        .element("tagSet", tags -> tags(tags, shot.tags)));
    }

    static XmlText snapshots(EbsAccount account, QueryForm form) {
        Duration now = account.now();
        List<EbsShot> all = new ArrayList<>(account.visible());
        Page<EbsShot> page = page(
                form,
                byIds(
                        all,
                        shot -> shot.id.value(),
                        new Ids(form.list("SnapshotId"), "InvalidSnapshot.NotFound", "snapshot")),
                (shot, filter) -> matches(shot, filter, now));
        XmlText xml = new XmlText();
        xml.items("snapshotSet", page.items, shot -> {
            FakeSnapshot seen = shot.seen(now);
            xml.element("snapshotId", shot.id)
                    .element("volumeId", shot.volumeId())
                    .element("status", seen.state().name().toLowerCase(Locale.ROOT))
                    .element("startTime", shot.startedAt)
                    .element("progress", seen.progress() + "%")
                    .element("ownerId", OWNER)
                    .element("volumeSize", shot.size.bytes() >> 30)
                    .element("tagSet", tags -> tags(tags, shot.tags));
            if (account.rules.tellsFullSizes) {
                xml.element("fullSnapshotSizeInBytes", EbsBlocks.bytes(shot));
            }
            shot.volume
                    .shape
                    .kmsKey()
                    .ifPresent(key -> xml.element("encrypted", true).element("kmsKeyId", key));
        });
        return page.close(xml);
    }

    private static boolean matches(EbsShot shot, Map.Entry<String, List<String>> filter, Duration now) {
        String name = filter.getKey();
        return switch (name) {
            case "snapshot-id" -> filter.getValue().contains(shot.id.value());
            case "volume-id" -> filter.getValue().contains(shot.volumeId().value());
            case "tag-key" -> filter.getValue().stream().anyMatch(shot.tags::containsKey);
            case "status" -> filter.getValue().contains(shot.state(now).name().toLowerCase(Locale.ROOT));
            default -> isTagged(shot.tags, filter);
        };
    }

    static XmlText volumes(EbsAccount account, QueryForm form) {
        Page<EbsVolume> page = page(
                form,
                byIds(
                        account.visibleVolumes(),
                        volume -> volume.id.value(),
                        new Ids(form.list("VolumeId"), "InvalidVolume.NotFound", "volume")),
                (volume, filter) -> matches(volume, filter, account.now()));
        XmlText xml = new XmlText();
        xml.items("volumeSet", page.items, volume -> volume(xml, volume, volume.status(account.now())));
        return page.close(xml);
    }

    private static boolean matches(EbsVolume volume, Map.Entry<String, List<String>> filter, Duration now) {
        return switch (filter.getKey()) {
            case "volume-id" -> filter.getValue().contains(volume.id.value());
            case "volume-type" -> filter.getValue().contains(volume.shape.type());
            case "status" -> filter.getValue().contains(volume.status(now));
            default -> isTagged(volume.tags, filter);
        };
    }

    private static boolean isTagged(Map<String, String> tags, Map.Entry<String, List<String>> filter) {
        String name = filter.getKey();
        if (!name.startsWith("tag:")) {
            throw new EbsRefusalException("InvalidParameterValue", "The filter '" + name + "' is invalid");
        }
        return Optional.ofNullable(tags.get(name.substring("tag:".length())))
                .filter(filter.getValue()::contains)
                .isPresent();
    }

    /** The answer to CreateVolume. */
    static XmlText createdVolume(EbsVolume volume) {
        XmlText xml = new XmlText();
        volume(xml, volume, "creating");
        return xml;
    }

    private static void volume(XmlText xml, EbsVolume volume, String status) {
        EbsCreation made = volume.creation;
        if (made != null) {
            xml.element("snapshotId", made.snapshot());
        }
        xml.element("volumeId", volume.id)
                .element("size", volume.shape.size().bytes() >> 30)
                .element("availabilityZone", volume.zone)
                .element("status", status)
                .element("volumeType", volume.shape.type())
                .element("iops", volume.shape.iops())
                .element("throughput", volume.shape.throughput())
                .element("encrypted", volume.shape.kmsKey().isPresent())
                .element("multiAttachEnabled", volume.attachedTo.size() > 1)
                .element("tagSet", tags -> tags(tags, volume.tags));
        volume.shape.kmsKey().ifPresent(key -> xml.element("kmsKeyId", key));
        if (volume.initializationRate > 0) {
            xml.element("volumeInitializationRate", volume.initializationRate);
        }
        Boolean fast = volume.fastRestored;
        if (fast != null) {
            xml.element("fastRestored", fast);
        }
        xml.items(
                "attachmentSet",
                volume.attachedTo,
                machine -> xml.element("volumeId", volume.id)
                        .element("instanceId", machine)
                        .element("device", volume.device())
                        .element("status", "attached"));
    }

    static XmlText instances(EbsAccount account, QueryForm form) {
        Page<InstanceId> page = page(
                form,
                byIds(
                        account.machines.keySet(),
                        InstanceId::value,
                        new Ids(form.list("InstanceId"), "InvalidInstanceID.NotFound", "instance ID")),
                (machine, filter) -> filter.getKey().equals("instance-id")
                        && filter.getValue().contains(machine.value()));
        XmlText xml = new XmlText();
        xml.items(
                "reservationSet",
                page.items,
                machine -> xml.items("instancesSet", List.of(machine), one -> {
                    xml.element("instanceId", one).element("rootDeviceName", "/dev/xvda");
                    xml.items(
                            "blockDeviceMapping",
                            account.volumesOf(one),
                            volume -> xml.element("deviceName", volume.device())
                                    .element(
                                            "ebs",
                                            ebs -> ebs.element("volumeId", volume.id)
                                                    .element("status", "attached")));
                }));
        return page.close(xml);
    }

    private static void tags(XmlText xml, Map<String, String> tags) {
        tags.forEach((key, value) ->
                xml.element("item", item -> item.element("key", key).element("value", value)));
    }

    /** Those with the ids asked for; EC2 refuses the whole question if one does not exist. */
    private static <T> List<T> byIds(Collection<T> all, Function<T, String> id, Ids ids) {
        if (ids.wanted.isEmpty()) {
            return List.copyOf(all);
        }
        List<T> found =
                all.stream().filter(one -> ids.wanted.contains(id.apply(one))).toList();
        List<String> known = found.stream().map(id).toList();
        List<String> missing =
                ids.wanted.stream().filter(one -> !known.contains(one)).toList();
        if (!missing.isEmpty()) {
            throw new EbsRefusalException(ids.code, "The " + ids.what + " '" + missing.get(0) + "' does not exist.");
        }
        return found;
    }

    static <T> Page<T> page(QueryForm form, List<T> all, BiPredicate<T, Map.Entry<String, List<String>>> matches) {
        List<T> found = new ArrayList<>(all);
        for (Map.Entry<String, List<String>> filter : form.filters().entrySet()) {
            if (filter.getValue().size() > MAX_FILTER_VALUES) {
                throw new EbsRefusalException("FilterLimitExceeded", "The maximum number of filter values is 200");
            }
            found.removeIf(one -> !matches.test(one, filter));
        }
        if (!form.has("MaxResults")) {
            return new Page<>(found, "");
        }
        boolean ids = form.has("SnapshotId.1") || form.has("VolumeId.1") || form.has("InstanceId.1");
        int size = Integer.parseInt(form.get("MaxResults"));
        if (ids || size < MIN_PAGE || size > MAX_PAGE) {
            throw new EbsRefusalException("InvalidParameterCombination", "MaxResults is 5 to 1000 and not with ids");
        }
        int from = form.has("NextToken") ? Integer.parseInt(form.get("NextToken")) : 0;
        int to = Math.min(found.size(), from + size);
        return new Page<>(found.subList(Math.min(from, to), to), to < found.size() ? Integer.toString(to) : "");
    }

    private record Ids(List<String> wanted, String code, String what) {}

    record Page<T>(List<T> items, String next) {
        XmlText close(XmlText xml) {
            return next.isEmpty() ? xml : xml.element("nextToken", next);
        }
    }
}
