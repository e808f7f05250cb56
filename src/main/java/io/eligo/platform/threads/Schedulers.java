package io.eligo.platform.threads;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Schedulers of periodic work that must not wait for any other work. Each has one thread. A component that uses one starts
 * its task when the context starts, and cancels it in its own phase of the shutdown: the schedulers run until the beans are
 * destroyed.
 *
 * <p>{@code @Scheduled} methods use Spring Boot's scheduler, which has a thread for each of them ({@code
 * spring.task.scheduling.pool.size}), so that a method that waits for a connection or a lock delays no other. It ends as soon
 * as a shutdown begins.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
public class Schedulers {
    /** The refresh of the readers' catalogue. */
    public static final String CATALOG_REFRESH = "catalogRefreshScheduler";

    /** The heartbeats of this process and of its runs. */
    public static final String HEARTBEAT = "heartbeatScheduler";

    /** The renewal of outbox leases. */
    public static final String LEASE_RENEWAL = "leaseRenewalScheduler";

    /** The maintenance of the cache, which may wait for Redis. */
    public static final String CACHE_MAINTENANCE = "cacheMaintenanceScheduler";

    /** The poll of the rollout switch. */
    public static final String ROLLOUT = "rolloutScheduler";

    /** The measurements of both paths, and the triggers and schedules of the rollout. */
    public static final String ROLLOUT_WATCH = "rolloutWatchScheduler";

    // Not default candidates: Spring Boot's scheduler stays the default.
    @Bean(name = CATALOG_REFRESH, defaultCandidate = false)
    static ThreadPoolTaskScheduler catalogRefreshScheduler() {
        return singleThread("catalog-refresh-");
    }

    @Bean(name = HEARTBEAT, defaultCandidate = false)
    static ThreadPoolTaskScheduler heartbeatScheduler() {
        return singleThread("heartbeat-");
    }

    @Bean(name = LEASE_RENEWAL, defaultCandidate = false)
    static ThreadPoolTaskScheduler leaseRenewalScheduler() {
        return singleThread("lease-renewal-");
    }

    @Bean(name = CACHE_MAINTENANCE, defaultCandidate = false)
    static ThreadPoolTaskScheduler cacheMaintenanceScheduler() {
        return singleThread("cache-maintenance-");
    }

    @Bean(name = ROLLOUT, defaultCandidate = false)
    static ThreadPoolTaskScheduler rolloutScheduler() {
        return singleThread("rollout-");
    }

    @Bean(name = ROLLOUT_WATCH, defaultCandidate = false)
    static ThreadPoolTaskScheduler rolloutWatchScheduler() {
        return singleThread("rollout-watch-");
    }

    private static ThreadPoolTaskScheduler singleThread(String threadNamePrefix) {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(1);
        scheduler.setThreadNamePrefix(threadNamePrefix);
        scheduler.setDaemon(true);
        scheduler.setRemoveOnCancelPolicy(true);
        // Otherwise the scheduler would stop when a shutdown begins: requests in progress would read an old
        // catalogue, and stopping jobs would lose their runs.
        scheduler.setAcceptTasksAfterContextClose(true);
        scheduler.setPhase(Integer.MIN_VALUE);
        return scheduler;
    }
}
