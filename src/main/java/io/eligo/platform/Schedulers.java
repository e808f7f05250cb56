package io.eligo.platform;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * The threads of {@code @Scheduled} methods. Those that name no scheduler share Spring Boot's, which has a thread for each
 * ({@code spring.task.scheduling.pool.size}): a method that waits for a connection or a lock holds up no other.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
public class Schedulers {
    /** Runs the refresh of the readers' catalogue, and nothing else. */
    public static final String CATALOG_REFRESH = "catalogRefreshScheduler";

    // Not a default candidate: the one of Spring Boot stays the scheduler of all others.
    @Bean(name = CATALOG_REFRESH, defaultCandidate = false)
    static ThreadPoolTaskScheduler catalogRefreshScheduler() {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(1);
        scheduler.setThreadNamePrefix("catalog-refresh-");
        return scheduler;
    }
}
