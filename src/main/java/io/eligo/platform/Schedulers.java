package io.eligo.platform;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Schedulers of the {@code @Scheduled} methods. Methods that name no scheduler share Spring Boot's, which has a thread for
 * each of them ({@code spring.task.scheduling.pool.size}): a method that waits for a connection or a lock delays no other.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
public class Schedulers {
    /** Runs only the refresh of the readers' catalogue. */
    public static final String CATALOG_REFRESH = "catalogRefreshScheduler";

    // Not a default candidate: Spring Boot's scheduler stays the default of all other methods.
    @Bean(name = CATALOG_REFRESH, defaultCandidate = false)
    static ThreadPoolTaskScheduler catalogRefreshScheduler() {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(1);
        scheduler.setThreadNamePrefix("catalog-refresh-");
        return scheduler;
    }
}
