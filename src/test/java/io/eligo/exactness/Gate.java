package io.eligo.exactness;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stops one thread before each of its statements, until the test lets it go on. */
final class Gate {
    private static final ThreadLocal<Gate> OF_THREAD = new ThreadLocal<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int allowed;
    private int reached;
    private boolean done;

    /** Called before a statement, by whichever thread. */
    static void pass() {
        Gate gate = OF_THREAD.get();
        if (gate != null) {
            gate.step();
        }
    }

    /** Runs the deed in a thread that stops at this gate. */
    Thread run(Runnable deed) {
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
    void allow(int steps, long patienceMillis) throws InterruptedException {
        lock.lock();
        try {
            allowed = Math.max(allowed, steps);
            changed.signalAll();
            long left = patienceMillis * 1_000_000;
            while (!done && reached <= allowed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void open(long patienceMillis) throws InterruptedException {
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

    private void step() {
        lock.lock();
        try {
            reached++;
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
