package io.eligo.bench.upgrade;

import io.eligo.bench.BenchServer;
import java.util.concurrent.atomic.AtomicInteger;

/** A node of the trial, and the number of requests that it is answering. */
record TrialNode(String name, BenchServer server, AtomicInteger requests) {
    TrialNode(String name, BenchServer server) {
        this(name, server, new AtomicInteger());
    }
}
