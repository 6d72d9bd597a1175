package io.brfed.aws.internal;

import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.SnapshotTags;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * What is written on snapshots. Immutable.
 *
 * @param own the user's own tags
 * @param copying whether those of the volume are copied
 */
public record Ec2Tagging(Map<String, String> own, Copying copying) {
    /** What EC2 permits on one resource; tags that begin with {@code aws:} do not count. */
    static final int MAX_TAGS = 50;

    /** Copies the map. */
    public Ec2Tagging {
        own = Map.copyOf(own);
    }

    boolean copiesVolumeTags() {
        return copying == Copying.VOLUME_TAGS;
    }

    /** The tags of one request; ours win, because snapshots are found by them. */
    Map<String, String> tags(InstanceSnapshots request) {
        Map<String, String> tags = new TreeMap<>(own);
        tags.putAll(SnapshotTags.of(request));
        return tags;
    }

    /** Tags as a request takes them. */
    static TagSpecification specification(ResourceType type, Map<String, String> tags) {
        List<Tag> pairs = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        return TagSpecification.builder().resourceType(type).tags(pairs).build();
    }

    /** Whether the tags of volumes are copied to their snapshots. */
    public enum Copying {
        /** No. */
        NONE,
        /** All of them. */
        VOLUME_TAGS
    }
}
