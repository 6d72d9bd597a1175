package io.brfed.testkit;

import io.brfed.spi.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The waiting tasks of virtual time, soonest first. A heap in which every task knows its place, so that a timer is taken
 * out as quickly as it was put in; what is due at once waits in a line of its own.
 */
final class DueTasks {
    private static final int FIRST_CAPACITY = 64;
    private static final int IN_LINE = -1;
    private static final int OUT = -2;

    private final Deque<Task> line = new ArrayDeque<>();
    private Task[] heap = new Task[FIRST_CAPACITY];
    private int size;
    private long added;

    /** Adds a task that is due at once, after every task in line. */
    void addAtOnce(Task task) {
        task.number = added++;
        task.place = IN_LINE;
        line.addLast(task);
    }

    /** Adds a task that is due anywhere in the future. */
    void add(Task task) {
        task.number = added++;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        rise(task, size++);
    }

    /** The task to be run next. */
    @Nullable
    Task first() {
        Task inLine = line.peekFirst();
        if (size == 0) {
            return inLine;
        }
        return inLine == null || heap[0].before(inLine) ? heap[0] : inLine;
    }

    /** Takes a task out; one that is not in is passed over. */
    void remove(Task task) {
        int place = task.place;
        task.place = OUT;
        if (place == IN_LINE) {
            if (line.peekFirst() == task) {
                line.removeFirst();
            } else {
                line.remove(task);
            }
        } else if (place != OUT) {
            Task last = heap[--size];
            // A free slot is not read, but it would keep the task from being collected.
            Arrays.fill(heap, size, size + 1, null);
            if (last != task) {
                sink(last, place);
                if (heap[place] == last) {
                    rise(last, place);
                }
            }
        }
    }

    boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        return size + line.size();
    }

    /** When each task is due, soonest first, in nanoseconds. */
    List<Long> due() {
        List<Task> all = new ArrayList<>(line);
        all.addAll(Arrays.asList(heap).subList(0, size));
        return all.stream()
                .map(task -> task.dueNanos)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private void rise(Task task, int from) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / 2;
            if (!task.before(heap[parent])) {
                break;
            }
            put(heap[parent], place);
            place = parent;
        }
        put(task, place);
    }

    private void sink(Task task, int from) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(task)) {
                break;
            }
            put(heap[child], place);
            place = child;
        }
        put(task, place);
    }

    private void put(Task task, int place) {
        heap[place] = task;
        task.place = place;
    }

    /** A task with its time. */
    static final class Task implements Scheduler.Timer {
        private final VirtualTime time;
        private final long dueNanos;
        private final long tie;
        private final Runnable action;
        private long number;
        private int place = OUT;

        Task(VirtualTime time, long dueNanos, long tie, Runnable action) {
            this.time = time;
            this.dueNanos = dueNanos;
            this.tie = tie;
            this.action = action;
        }

        long dueNanos() {
            return dueNanos;
        }

        void run() {
            action.run();
        }

        @Override
        public void cancel() {
            time.cancel(this);
        }

        private boolean before(Task other) {
            if (dueNanos != other.dueNanos) {
                return dueNanos < other.dueNanos;
            }
            return tie != other.tie ? tie < other.tie : number < other.number;
        }
    }
}
