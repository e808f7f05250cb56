package io.eligo.security;

import io.eligo.redis.Redis;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Counts of this node, and those of all nodes where anybody has said where Redis is. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RateSettings.class, HttpSettings.class})
class RateLimits {
    @Bean
    Rates rates(
            RateSettings settings, ObjectProvider<Redis> redis, ObjectProvider<LettuceConnectionFactory> factories) {
        var shared = new SharedRates(settings, () -> {
            Redis one = redis.getIfAvailable();
            LettuceConnectionFactory factory = factories.getIfAvailable();
            return one != null && one.configured() && factory != null ? factory.getNativeClient() : null;
        });
        return new Rates(settings, shared);
    }

    @Bean
    RequestGuards requestGuards(Rates rates, HttpSettings settings) {
        return new RequestGuards(rates, settings);
    }
}
