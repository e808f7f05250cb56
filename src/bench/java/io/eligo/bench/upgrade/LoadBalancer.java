package io.eligo.bench.upgrade;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Distributes requests over the nodes that take part, as a load balancer does: a node that is removed gets no further requests. */
final class LoadBalancer {
    private final List<TrialNode> nodes = new ArrayList<>();

    interface Request<T> {
        T sendTo(TrialNode node) throws Exception;
    }

    synchronized void add(TrialNode node) {
        nodes.add(node);
    }

    /** Returns when the node has answered its last request. */
    void remove(TrialNode node) throws InterruptedException {
        synchronized (this) {
            nodes.remove(node);
        }
        while (node.requests().get() > 0) {
            Thread.sleep(10);
        }
    }

    synchronized List<TrialNode> nodes() {
        return List.copyOf(nodes);
    }

    <T> T withAnyNode(Request<T> request) throws Exception {
        TrialNode node = acquireAny();
        try {
            return request.sendTo(node);
        } finally {
            node.requests().decrementAndGet();
        }
    }

    private synchronized TrialNode acquireAny() {
        TrialNode node = nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
        node.requests().incrementAndGet();
        return node;
    }
}
