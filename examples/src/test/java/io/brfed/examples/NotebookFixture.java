package io.brfed.examples;

import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.testkit.contract.DataPlaneFixture;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A notebook for one test of the contract. */
final class NotebookFixture implements DataPlaneFixture {
    private final Notebook notebook = new Notebook();
    private final DataPlane plane = new NotebookDataPlane(notebook);

    @Override
    public DataPlane plane() {
        return plane;
    }

    @Override
    public DataPlane reopened() {
        return new NotebookDataPlane(notebook);
    }

    @Override
    public MemberRequest request(OperationKind kind, String operation) {
        Member member = new Member(
                kind, new OperationName(operation), new ClusterName("k8s-a"), new TidbClusterRef("tidb", "prod"));
        return new MemberRequest(
                member,
                kind == OperationKind.RESTORE ? Optional.of(new BackupLocation("s3://bucket/part")) : Optional.empty());
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException wrapped) {
            throw wrapped.getCause() instanceof RuntimeException cause ? cause : wrapped;
        }
    }

    @Override
    public void settle() {
        // Everything arrives at once.
    }

    @Override
    public void report(Member member, Condition condition) {
        notebook.report(member, condition);
    }

    @Override
    public void putForeign(Member member) {
        notebook.write(member, Notebook.Page.foreign());
    }

    @Override
    public void deleteByHand(Member member) {
        notebook.tearOut(member);
    }

    @Override
    public void startDeleting(Member member) {
        notebook.write(member, notebook.pages.get(member).inDeletion());
    }

    @Override
    public void cutOff() {
        notebook.open = false;
    }

    @Override
    public void reconnect() {
        notebook.open = true;
    }

    @Override
    public void close() {
        notebook.readers.clear();
    }
}
