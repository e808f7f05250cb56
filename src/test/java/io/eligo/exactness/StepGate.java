package io.eligo.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stops one thread before each of its statements and commands until the test allows the next step, and records the steps. */
final class StepGate {
    private static final ThreadLocal<StepGate> OF_THREAD = new ThreadLocal<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> steps = new ArrayList<>();
    private int allowed;
    private boolean done;

    /** Called before each statement or command, by the thread that sends it. */
    static void awaitPermission(String step) {
        StepGate stepGate = OF_THREAD.get();
        if (stepGate != null) {
            stepGate.step(step);
        }
    }

    /** All steps that the thread has reached, allowed ones included. */
    List<String> steps() {
        lock.lock();
        try {
            return List.copyOf(steps);
        } finally {
            lock.unlock();
        }
    }

    /** Runs the task in a thread that stops at this gate. */
    Thread start(Runnable task) {
        var thread = new Thread(() -> {
            OF_THREAD.set(this);
            try {
                task.run();
            } finally {
                finish();
            }
        });
        thread.start();
        return thread;
    }

    /** Allows {@code maxSteps} steps in total; waits until they are made, the task has ended, or the timeout (waiting for a lock) is over. */
    void allowAndAwait(int maxSteps, long timeoutMillis) throws InterruptedException {
        lock.lock();
        try {
            allowed = Math.max(allowed, maxSteps);
            changed.signalAll();
            long left = timeoutMillis * 1_000_000;
            while (!done && steps.size() <= allowed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void openAndAwait(long timeoutMillis) throws InterruptedException {
        lock.lock();
        try {
            allowed = Integer.MAX_VALUE - 1;
            changed.signalAll();
            long left = timeoutMillis * 1_000_000;
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
