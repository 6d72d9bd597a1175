package io.brfed.testkit.direct;

import io.brfed.api.BackupLocation;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoredObject;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One location of a {@link FakeStorage}. */
final class FakeStorageCalls implements BackupStorage {
    private final FakeStorage storage;
    private final BackupLocation location;

    FakeStorageCalls(FakeStorage storage, BackupLocation location) {
        this.storage = storage;
        this.location = location;
    }

    @Override
    public BackupLocation location() {
        return location;
    }

    @Override
    public Guard guard() {
        return storage.guard();
    }

    @Override
    public CompletionStage<Optional<StoredObject>> read(String key, Duration limit) {
        return call(new Call(Action.READ, key, limit), () -> Optional.ofNullable(storage.find(url(key))));
    }

    @Override
    public CompletionStage<Optional<StoredObject>> write(
            String key, byte[] content, Condition condition, Duration limit) {
        byte[] copy = content.clone();
        return call(new Call(Action.WRITE, key, limit), () -> {
            synchronized (storage) {
                return holds(condition, Optional.ofNullable(storage.find(url(key))))
                        ? Optional.of(storage.set(url(key), copy))
                        : Optional.empty();
            }
        });
    }

    private static boolean holds(Condition condition, Optional<StoredObject> there) {
        return switch (condition.kind()) {
            case ALWAYS -> true;
            case ABSENT -> there.isEmpty();
            case UNCHANGED ->
                there.map(StoredObject::version)
                        .filter(condition.version()::equals)
                        .isPresent();
        };
    }

    @Override
    public CompletionStage<List<String>> list(String prefix, int most, Duration limit) {
        return call(new Call(Action.LIST, prefix, limit), () -> {
            List<String> urls = storage.urls(url(prefix));
            if (urls.size() > most) {
                throw new ProviderException(
                        Fault.REFUSED,
                        "more than " + most + " objects under " + url(prefix) + "; raise the limit or remove some");
            }
            return urls.stream().map(url -> url.substring(url("").length())).toList();
        });
    }

    @Override
    public CompletionStage<Void> delete(String key, Duration limit) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        call(new Call(Action.DELETE, key, limit), () -> {
                    storage.drop(url(key));
                    return true;
                })
                .whenComplete((result, error) -> {
                    if (error == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(error);
                    }
                });
        return done;
    }

    private String url(String key) {
        return FakeStorage.url(location, key);
    }

    private <T> CompletionStage<T> call(Call call, Supplier<T> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Scheduler scheduler = storage.scheduler();
        Duration latency = storage.latency();
        Duration there = latency.dividedBy(2);
        FakeStorage.Fate fate = storage.next(call.action);
        if (fate == null) {
            scheduler.schedule(there, () -> answerLater(effect, latency.minus(there), answer));
            return answer;
        }
        Duration after = fate.effectAfter();
        if (after != null) {
            scheduler.schedule(there.plus(after), () -> unanswered(effect));
        }
        Duration failsAfter = after == null ? latency : call.limit;
        scheduler.schedule(
                failsAfter,
                () -> answer.completeExceptionally(new ProviderException(
                        fate.fault(), call.action + " of " + url(call.key) + " failed: scripted " + fate.fault())));
        return answer;
    }

    private static <T> void unanswered(Supplier<T> effect) {
        try {
            T ignored = effect.get();
            Objects.requireNonNull(ignored);
        } catch (ProviderException refused) {
            // Its caller will not hear of it.
            return;
        }
    }

    private <T> void answerLater(Supplier<T> effect, Duration back, CompletableFuture<T> answer) {
        Runnable answering;
        try {
            T result = effect.get();
            answering = () -> answer.complete(result);
        } catch (ProviderException refused) {
            answering = () -> answer.completeExceptionally(refused);
        }
        storage.scheduler().schedule(back, answering);
    }

    private record Call(Action action, String key, Duration limit) {}
}
