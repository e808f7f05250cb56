package io.eligo.platform.threads;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Executors of work in the background, each for one component and bounded. They start before all components and accept tasks
 * until the beans are destroyed. A task beyond the bound is rejected.
 */
@Configuration(proxyBeanMethods = false)
public class Executors {
    /** Runs of queued launches. */
    public static final String LAUNCHES = "launchExecutor";

    /**
     * The most runs of queued launches at once. More than there are jobs: one run of a job is active at a time, but a launch
     * that waits for that run also occupies a thread.
     */
    public static final int MAX_LAUNCHES = 16;

    /** The three workers of the outbox. */
    public static final String OUTBOX_WORKERS = "outboxWorkerExecutor";

    /** Evictions after their commit: one thread. */
    public static final String EVICTIONS = "evictionExecutor";

    /** The timeouts of commands to Redis: one thread, which one task occupies. */
    public static final String REDIS_TIMEOUTS = "redisTimeoutExecutor";

    /** The connection of the rate limiter to Redis: one thread. */
    public static final String RATE_LIMITS = "rateLimitExecutor";

    /** Comparisons of the precomputed path with the query-time resolver. */
    public static final String SHADOW = "shadowExecutor";

    /** The most comparisons at once. Each takes one connection of {@code ShadowConnections}. */
    public static final int MAX_SHADOWS = 2;

    private static final int SHADOW_QUEUE_CAPACITY = 200;

    // Not default candidates: Spring Boot's executor stays the default.
    @Bean(name = LAUNCHES, defaultCandidate = false)
    static ThreadPoolTaskExecutor launchExecutor() {
        return pool("launch-", MAX_LAUNCHES, false);
    }

    @Bean(name = OUTBOX_WORKERS, defaultCandidate = false)
    static ThreadPoolTaskExecutor outboxWorkerExecutor() {
        return pool("outbox-worker-", 3, false);
    }

    @Bean(name = EVICTIONS, defaultCandidate = false)
    static ThreadPoolTaskExecutor evictionExecutor() {
        return pool("eviction-", 1, true);
    }

    @Bean(name = REDIS_TIMEOUTS, defaultCandidate = false)
    static ThreadPoolTaskExecutor redisTimeoutExecutor() {
        return pool("redis-timeouts-", 1, true);
    }

    @Bean(name = RATE_LIMITS, defaultCandidate = false)
    static ThreadPoolTaskExecutor rateLimitExecutor() {
        return pool("rate-limit-", 1, true);
    }

    @Bean(name = SHADOW, defaultCandidate = false)
    static ThreadPoolTaskExecutor shadowExecutor() {
        ThreadPoolTaskExecutor executor = pool("shadow-", MAX_SHADOWS, true);
        executor.setQueueCapacity(SHADOW_QUEUE_CAPACITY);
        // At a shutdown, waiting comparisons are of no use.
        executor.setWaitForTasksToCompleteOnShutdown(false);
        return executor;
    }

    private static ThreadPoolTaskExecutor pool(String threadNamePrefix, int threads, boolean daemon) {
        var executor = new ThreadPoolTaskExecutor();
        executor.setCorePoolSize(threads);
        executor.setMaxPoolSize(threads);
        executor.setAllowCoreThreadTimeOut(true);
        // A task that has announced its end still occupies its thread for a moment.
        executor.setQueueCapacity(threads + 2);
        executor.setThreadNamePrefix(threadNamePrefix);
        executor.setDaemon(daemon);
        executor.setAcceptTasksAfterContextClose(true);
        // Not interrupted: a job stops at the end of its chunk.
        executor.setWaitForTasksToCompleteOnShutdown(true);
        executor.setPhase(Integer.MIN_VALUE);
        return executor;
    }
}
