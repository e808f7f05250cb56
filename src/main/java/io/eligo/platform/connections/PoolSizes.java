package io.eligo.platform.connections;

import io.eligo.platform.threads.Executors;

/** The sizes of the connection pools of a process. */
public final class PoolSizes {
    /** The setting of the size of the main pool. */
    public static final String MAIN_POOL_PROPERTY = "spring.datasource.hikari.maximum-pool-size";

    /** Connections of {@link ReservedConnections}. */
    public static final int RESERVED = ReservedConnections.POOL_SIZE;

    /** Connections of {@link ShadowConnections}. */
    public static final int SHADOW = Executors.MAX_SHADOWS;

    /** Connections outside the main pool that a server, or a process that runs a job, opens at most. */
    public static final int OUTSIDE_MAIN_POOL = RESERVED + SHADOW;

    private PoolSizes() {}
}
