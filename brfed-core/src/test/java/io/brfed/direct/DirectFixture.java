package io.brfed.direct;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.DirectPlanes;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.contract.DataPlaneFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A direct plane whose PD does not answer; what a member reports is what another process writes into its journal. */
final class DirectFixture implements DataPlaneFixture {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final DirectWorld world = DirectWorld.of(1);
    private final DataPlane plane = reopened();

    @Override
    public DataPlane plane() {
        return plane;
    }

    @Override
    public DataPlane reopened() {
        DirectPlanes planes = DirectPlanes.of(HungPd.before(world.pd), world.stores)
                .pauseCallLimit(Duration.ofSeconds(59))
                .scheduler(world.time)
                .build();
        return world.plane(planes, 0);
    }

    @Override
    public List<OperationKind> kinds() {
        return List.of(OperationKind.BACKUP);
    }

    @Override
    public MemberRequest request(OperationKind kind, String operation) {
        Member member =
                new Member(kind, new OperationName(operation), world.clusterName(), FakeFederation.TIDB_CLUSTER);
        return new MemberRequest(member, Optional.empty());
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return world.time.await(stage, LIMIT);
    }

    @Override
    public void settle() {
        world.time.advance(Duration.ofMillis(10));
    }

    @Override
    public void report(Member member, Condition condition) {
        edit(member, json -> {
            ObjectNode reached = ((ArrayNode) json.get("conditions")).addObject();
            reached.put("condition", condition.name());
            reached.put("since", world.time.now().toString());
            reached.put("reason", "");
            reached.put("message", "");
        });
        look(member);
    }

    /** The plane notices a change by another process when it looks. */
    private void look(Member member) {
        await(plane.observe(member, Freshness.LIVE, LIMIT));
    }

    @Override
    public void putForeign(Member member) {
        world.storage.put(DirectWorld.ROOT, key(member), "{\"not\":\"ours\"}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void deleteByHand(Member member) {
        world.storage.remove(DirectWorld.ROOT, key(member));
        look(member);
    }

    @Override
    public void startDeleting(Member member) {
        edit(member, json -> json.put("deleting", true));
        look(member);
    }

    @Override
    public void cutOff() {
        world.storage.outage(Fault.UNREACHABLE);
    }

    @Override
    public void reconnect() {
        world.storage.heal();
    }

    @Override
    public void close() {}

    private interface Edit {
        void apply(ObjectNode json);
    }

    private void edit(Member member, Edit edit) {
        try {
            ObjectNode json = (ObjectNode) MAPPER.readTree(world.object(key(member)));
            edit.apply(json);
            world.storage.put(DirectWorld.ROOT, key(member), MAPPER.writeValueAsBytes(json));
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private static String key(Member member) {
        return "brfed/journal/" + member.cluster() + "/" + member.tidbCluster().namespace() + "/"
                + member.tidbCluster().name() + "/" + member.kind().name().toLowerCase(Locale.ROOT) + "/"
                + member.operation() + ".json";
    }
}
