package io.eligo.bench;

import java.io.IOException;

/** One client of a flood. */
interface FloodClient extends AutoCloseable {
    /** Sends one request or round; repeated until the flood ends. Each answer is added to the counts. */
    void step(FloodCounts counts) throws IOException, InterruptedException;

    @Override
    default void close() throws IOException {}
}
