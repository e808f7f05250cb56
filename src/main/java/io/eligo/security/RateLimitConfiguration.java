package io.eligo.security;

import io.eligo.metrics.MeterFactory;
import io.eligo.platform.threads.Executors;
import io.eligo.redis.Redis;
import io.eligo.security.rates.RateLimitSettings;
import io.eligo.security.rates.RateLimiter;
import io.eligo.security.rates.RedisRateLimiter;
import io.eligo.security.requests.RequestLimits;
import io.eligo.security.requests.SlowRequestSettings;
import io.lettuce.core.AbstractRedisClient;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Rate limits of this node, and over all nodes if an address of Redis is configured. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RateLimitSettings.class, SlowRequestSettings.class})
public class RateLimitConfiguration {
    @Bean
    RateLimiter rateLimiter(
            RateLimitSettings settings,
            ObjectProvider<Redis> redis,
            ObjectProvider<LettuceConnectionFactory> factories,
            @Qualifier(Executors.RATE_LIMITS) TaskExecutor executor) {
        Supplier<@Nullable AbstractRedisClient> client = () -> {
            Redis available = redis.getIfAvailable();
            LettuceConnectionFactory factory = factories.getIfAvailable();
            return available != null && available.configured() && factory != null ? factory.getNativeClient() : null;
        };
        return new RateLimiter(settings, new RedisRateLimiter(settings, client, executor));
    }

    @Bean
    RequestLimits requestLimits(RateLimiter rateLimiter, SlowRequestSettings settings, MeterFactory meters) {
        return new RequestLimits(rateLimiter, settings, meters);
    }
}
