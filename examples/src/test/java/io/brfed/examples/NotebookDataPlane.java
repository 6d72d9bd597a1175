package io.brfed.examples;

import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Verdict;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Readiness;
import io.brfed.plane.Stamp;
import io.brfed.plane.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A data plane of a user's own, as small as it can be, to start from. */
final class NotebookDataPlane implements DataPlane {
    private final Notebook notebook;

    NotebookDataPlane(Notebook notebook) {
        this.notebook = notebook;
    }

    @Override
    public String fingerprint() {
        return "notebook-1";
    }

    @Override
    public CompletionStage<Readiness> check(MemberRequest request, Duration limit) {
        return answer(() -> new Readiness(List.of(), Optional.empty()));
    }

    @Override
    public CompletionStage<Exclusion> claim(MemberRequest request, OperationId id, Duration limit) {
        TidbClusterRef tidbCluster = request.member().tidbCluster();
        return answer(() -> {
            for (Map.Entry<Member, Notebook.Page> entry : notebook.pages.entrySet()) {
                Optional<OperationId> other = entry.getValue().stamp().map(Stamp::id);
                boolean rival = other.isPresent() && !other.get().equals(id) && !ended(entry.getValue());
                if (rival && entry.getKey().tidbCluster().equals(tidbCluster)) {
                    return new Exclusion.Taken(entry.getKey().operation().value(), other);
                }
            }
            OperationId holder = notebook.locks.computeIfAbsent(tidbCluster, free -> id);
            return holder.equals(id)
                    ? new Exclusion.Locked()
                    : new Exclusion.Taken("an operation about to begin", Optional.of(holder));
        });
    }

    @Override
    public CompletionStage<Void> unclaim(Member member, OperationId id, Duration limit) {
        return answer(() -> {
            notebook.locks.remove(member.tidbCluster(), id);
            return null;
        });
    }

    @Override
    public CompletionStage<MemberState> declare(Declaration declaration, Duration limit) {
        Member member = declaration.member();
        return answer(() -> {
            Notebook.Page page = notebook.pages.get(member);
            if (page == null && declaration.creation() == Declaration.Creation.PERMITTED) {
                notebook.write(member, Notebook.Page.of(declaration.stamp(), declaration.phase()));
            } else if (page != null && accepts(page, declaration)) {
                notebook.write(member, page.with(declaration.stamp(), declaration.phase()));
            }
            return notebook.read(member);
        });
    }

    private static boolean accepts(Notebook.Page page, Declaration declaration) {
        Optional<Stamp> stored = page.stamp();
        return stored.isPresent()
                && !page.deleting()
                && stored.get().id().equals(declaration.stamp().id())
                && stored.get().epoch() <= declaration.stamp().epoch()
                && (failed(declaration.stamp()) || !failed(stored.get()))
                && declaration.phase().reached(page.phase());
    }

    private static boolean failed(Stamp stamp) {
        return stamp.verdict().filter(Verdict.Failed.class::isInstance).isPresent();
    }

    private static boolean ended(Notebook.Page page) {
        return page.reached().stream()
                .anyMatch(each -> each.condition() == Condition.COMPLETE || each.condition() == Condition.FAILED);
    }

    @Override
    public CompletionStage<MemberState> observe(Member member, Freshness freshness, Duration limit) {
        return answer(() -> notebook.read(member));
    }

    @Override
    public CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Duration limit) {
        return answer(() -> notebook.pages.keySet().stream()
                .filter(member -> member.tidbCluster().equals(tidbCluster))
                .map(notebook::read)
                .filter(state -> state.stamp().isPresent())
                .toList());
    }

    @Override
    public CompletionStage<MemberState> delete(Deletion deletion, Duration limit) {
        return answer(() -> {
            Optional<Stamp> stored = notebook.read(deletion.member()).stamp();
            if (stored.isPresent() && stored.get().id().equals(deletion.id())) {
                notebook.tearOut(deletion.member());
            }
            return notebook.read(deletion.member());
        });
    }

    @Override
    public Subscription subscribe(Member member, Runnable changed) {
        notebook.readers.add(changed);
        return new Subscription() {
            @Override
            public Delivery delivery() {
                return Delivery.PUSHED;
            }

            @Override
            public void close() {
                notebook.readers.remove(changed);
            }
        };
    }

    private <T> CompletionStage<T> answer(Supplier<T> work) {
        if (!notebook.open) {
            return CompletableFuture.failedFuture(
                    new ProviderException(ProviderException.Fault.UNREACHABLE, "the notebook is closed"));
        }
        synchronized (notebook) {
            return CompletableFuture.completedFuture(work.get());
        }
    }
}
