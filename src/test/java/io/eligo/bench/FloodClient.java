package io.eligo.bench;

import java.io.IOException;

/** One client of a flood. */
interface FloodClient extends AutoCloseable {
    /** What the client does over and over until the flood ends; each answer goes into the counts. */
    void step(FloodCounts counts) throws IOException, InterruptedException;

    @Override
    default void close() throws IOException {}
}
