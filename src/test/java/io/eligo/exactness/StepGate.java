package io.eligo.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stops one thread before each of its statements and commands, until the test lets it go on, and remembers them. */
final class StepGate {
    private static final ThreadLocal<StepGate> OF_THREAD = new ThreadLocal<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> steps = new ArrayList<>();
    private int allowed;
    private boolean done;

    /** Called before a statement or command, by whichever thread. */
    static void awaitPermission(String step) {
        StepGate stepGate = OF_THREAD.get();
        if (stepGate != null) {
            stepGate.step(step);
        }
    }

    /** All that it has come to, those included that it was let go on with. */
    List<String> steps() {
        lock.lock();
        try {
            return List.copyOf(steps);
        } finally {
            lock.unlock();
        }
    }

    /** Runs the deed in a thread that stops at this gate. */
    Thread start(Runnable deed) {
        var thread = new Thread(() -> {
            OF_THREAD.set(this);
            try {
                deed.run();
            } finally {
                finish();
            }
        });
        thread.start();
        return thread;
    }

    /** Lets it make so many steps in all, and waits until it has, or has ended, or seems to wait for somebody else's lock. */
    void allowAndAwait(int most, long patienceMillis) throws InterruptedException {
        lock.lock();
        try {
            allowed = Math.max(allowed, most);
            changed.signalAll();
            long left = patienceMillis * 1_000_000;
            while (!done && steps.size() <= allowed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void openAndAwait(long patienceMillis) throws InterruptedException {
        lock.lock();
        try {
            allowed = Integer.MAX_VALUE - 1;
            changed.signalAll();
            long left = patienceMillis * 1_000_000;
            while (!done && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void step(String step) {
        lock.lock();
        try {
            steps.add(step);
            int reached = steps.size();
            changed.signalAll();
            while (reached > allowed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void finish() {
        lock.lock();
        try {
            done = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
