package io.brfed.testkit.direct;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.testkit.direct.EbsFaults.Connection;
import io.brfed.testkit.direct.EbsFaults.Fate;
import io.brfed.testkit.direct.LoopbackServer.Reply;
import io.brfed.testkit.direct.LoopbackServer.Request;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link FakeEbs} in EC2's query protocol over HTTP on the loopback interface: CreateSnapshots,
 * DescribeSnapshots, DescribeVolumes and DescribeInstances with ids, filters and pages, DeleteSnapshot, CreateVolume with its
 * token, DeleteVolume, the three calls of fast snapshot restore, DryRun, and in EBS'
 * own protocol ListSnapshotBlocks and ListChangedBlocks; and every
 * fault of the account: refusals by EC2's names, lost requests and answers. Any credentials will do.
 *
 * <pre>{@code
 * FakeEbs ebs = FakeEbs.inRealTime();
 * try (Ec2Server server = Ec2Server.start(ebs)) {
 *     EbsSnapshotProvider.builder().region("us-west-2").endpoint(server.url()) ...
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Ec2Server implements AutoCloseable {
    private static final String NAMESPACE = " xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"";

    private final FakeEbs ebs;
    private final LoopbackServer server;
    private final AtomicLong served = new AtomicLong();
    private final Set<String> rights = ConcurrentHashMap.newKeySet();

    private Ec2Server(FakeEbs ebs) {
        this.ebs = ebs;
        this.server = LoopbackServer.start("ec2", this::serve);
    }

    /** Starts to serve an account. Its scheduler must allow calls by other threads, as {@link FakeEbs#inRealTime} does. */
    public static Ec2Server start(FakeEbs ebs) {
        return new Ec2Server(ebs);
    }

    /** Where it listens. */
    public URI url() {
        return server.url();
    }

    /** The regions that the requests so far were signed for. */
    public Set<String> regions() {
        return server.regions();
    }

    /** Stops listening; requests without an answer are cut. Idempotent. */
    @Override
    public void close() {
        server.close();
    }

    private @Nullable Reply serve(Request request) {
        String target = request.header("X-Amz-Target");
        if (target != null && target.startsWith(KmsAnswers.SERVICE)) {
            return serve(new KeyQuestion(target, request.text()));
        }
        boolean blocks = request.uri().getPath().startsWith(EbsDirectAnswers.PATH);
        return blocks ? serve(new BlocksQuestion(request.uri())) : serve(new Query(QueryForm.parse(request.text())));
    }

    private @Nullable Reply serve(Asked asked) {
        Fate fate = ebs.fateOf(asked.action());
        if (fate instanceof Fate.Dropped) {
            return null;
        }
        if (fate instanceof Fate.Unanswered late) {
            ebs.scheduler().schedule(late.delay(), () -> carryOut(asked));
            return null;
        }
        Reply reply = fate instanceof Fate.Fail fail ? scripted(asked, fail) : carryOut(asked);
        return ebs.connection() == Connection.GOOD ? reply : null;
    }

    private Reply scripted(Asked asked, Fate.Fail fail) {
        try {
            ebs.admit(asked.action());
            throw EbsRefusalException.named(fail.code());
        } catch (EbsRefusalException refusal) {
            return asked.refused(refusal);
        }
    }

    private Reply carryOut(Asked asked) {
        try {
            rights.addAll(asked.rights());
            ebs.admit(asked.action());
            return ebs.with(asked::answer);
        } catch (EbsRefusalException refusal) {
            return asked.refused(refusal);
        }
    }

    /** The rights that the requests so far needed, by their names in an IAM policy. */
    public Set<String> rights() {
        return Set.copyOf(rights);
    }

    private String requestId() {
        return String.format("00000000-0000-0000-0000-%012d", served.incrementAndGet());
    }

    private static XmlText create(EbsAccount account, QueryForm form) {
        refuseDryRun(form);
        InstanceId machine = new InstanceId(form.get("InstanceSpecification.InstanceId"));
        if (!form.is("InstanceSpecification.ExcludeBootVolume")) {
            throw new EbsRefusalException("InvalidParameterValue", "this server never snapshots boot volumes");
        }
        Set<VolumeId> excluded = new TreeSet<>();
        form.list("InstanceSpecification.ExcludeDataVolumeId").forEach(id -> excluded.add(new VolumeId(id)));
        Map<String, String> tags = new TreeMap<>();
        if (form.get("CopyTagsFromSource").equals("volume")) {
            account.volumesOf(machine).stream()
                    .filter(volume -> !volume.boot && !excluded.contains(volume.id))
                    .forEach(volume -> tags.putAll(volume.tags));
        }
        tags.putAll(form.tags());
        return Ec2Answers.created(account.create(machine, excluded, tags));
    }

    private static XmlText delete(EbsAccount account, QueryForm form) {
        refuseDryRun(form);
        account.delete(new SnapshotId(form.get("SnapshotId")));
        return new XmlText().element("return", "true");
    }

    private static XmlText createVolume(EbsAccount account, QueryForm form) {
        refuseDryRun(form);
        EbsWish wish = new EbsWish(
                new SnapshotId(form.get("SnapshotId")),
                form.get("AvailabilityZone"),
                form.get("VolumeType"),
                number(form, "Iops"),
                number(form, "Throughput"),
                number(form, "VolumeInitializationRate"),
                EbsNewVolumes.encryption(form.is("Encrypted"), form.get("KmsKeyId")),
                form.tags());
        return Ec2Answers.createdVolume(account.made.create(wish, form.get("ClientToken")));
    }

    private static int number(QueryForm form, String name) {
        return form.has(name) ? Integer.parseInt(form.get(name)) : 0;
    }

    private static XmlText deleteVolume(EbsAccount account, QueryForm form) {
        refuseDryRun(form);
        account.made.delete(new VolumeId(form.get("VolumeId")));
        return new XmlText().element("return", "true");
    }

    private static void refuseDryRun(QueryForm form) {
        if (form.is("DryRun")) {
            throw new EbsRefusalException(
                    EbsRefusalException.DRY_RUN, "Request would have succeeded, but DryRun flag is set.");
        }
    }

    /** One request. */
    private interface Asked {
        String action();

        Set<String> rights();

        Reply answer(EbsAccount account);

        Reply refused(EbsRefusalException refusal);
    }

    /** A request in EC2's query protocol. */
    private final class Query implements Asked {
        private final QueryForm form;

        Query(QueryForm form) {
            this.form = form;
        }

        @Override
        public String action() {
            return form.get("Action");
        }

        @Override
        public Set<String> rights() {
            return form.tags().isEmpty() ? Set.of("ec2:" + action()) : Set.of("ec2:" + action(), "ec2:CreateTags");
        }

        @Override
        public Reply answer(EbsAccount account) {
            XmlText content = content(account);
            XmlText xml = new XmlText();
            xml.element("requestId", requestId());
            return Reply.xml(
                    200, "<" + action() + "Response" + NAMESPACE + ">" + xml + content + "</" + action() + "Response>");
        }

        private XmlText content(EbsAccount account) {
            return switch (action()) {
                case FakeEbs.CREATE -> {
                    if (!form.tags().isEmpty()) {
                        ebs.demand("CreateTags");
                    }
                    yield create(account, form);
                }
                case FakeEbs.DELETE -> delete(account, form);
                case FakeEbs.CREATE_VOLUME -> {
                    if (!form.tags().isEmpty()) {
                        ebs.demand("CreateTags");
                    }
                    yield createVolume(account, form);
                }
                case FakeEbs.DELETE_VOLUME -> deleteVolume(account, form);
                case FakeEbs.ENABLE_FAST -> {
                    refuseDryRun(form);
                    yield Ec2FastAnswers.enable(account, form);
                }
                case FakeEbs.DISABLE_FAST -> {
                    refuseDryRun(form);
                    yield Ec2FastAnswers.disable(account, form);
                }
                case FakeEbs.DESCRIBE_FAST -> Ec2FastAnswers.describe(account, form);
                case "DescribeSnapshots" -> Ec2Answers.snapshots(account, form);
                case "DescribeVolumes" -> Ec2Answers.volumes(account, form);
                case "DescribeInstances" -> Ec2Answers.instances(account, form);
                default -> throw new EbsRefusalException("InvalidAction", "The action " + action() + " is not valid");
            };
        }

        @Override
        public Reply refused(EbsRefusalException refusal) {
            XmlText xml = new XmlText()
                    .element(
                            "Response",
                            response -> response.element(
                                            "Errors",
                                            errors -> errors.element(
                                                    "Error",
                                                    error -> error.element("Code", refusal.code())
                                                            .element("Message", String.valueOf(refusal.getMessage()))))
                                    .element("RequestID", requestId()));
            return Reply.xml(refusal.status(), xml.toString());
        }
    }

    /** A request to KMS. */
    private record KeyQuestion(String target, String text) implements Asked {
        @Override
        public String action() {
            return target.substring(KmsAnswers.SERVICE.length());
        }

        @Override
        public Set<String> rights() {
            return Set.of("kms:" + action());
        }

        @Override
        public Reply answer(EbsAccount account) {
            if (!action().equals(KmsAnswers.DESCRIBE)) {
                throw new EbsRefusalException("UnknownOperationException", "The operation " + action() + " is unknown");
            }
            return KmsAnswers.describe(account, text);
        }

        @Override
        public Reply refused(EbsRefusalException refusal) {
            return KmsAnswers.refused(refusal);
        }
    }

    /** A request in the protocol of EBS itself. */
    private record BlocksQuestion(URI uri) implements Asked {
        @Override
        public String action() {
            return EbsDirectAnswers.action(uri);
        }

        @Override
        public Set<String> rights() {
            return Set.of("ebs:" + action());
        }

        @Override
        public Reply answer(EbsAccount account) {
            return EbsDirectAnswers.answer(account, uri);
        }

        @Override
        public Reply refused(EbsRefusalException refusal) {
            return EbsDirectAnswers.refused(refusal);
        }
    }
}
