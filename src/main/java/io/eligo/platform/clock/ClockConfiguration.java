package io.eligo.platform.clock;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The clock that decides windows, by {@link DecisionClock}. Tokens, leases, schedules and records use real time, regardless of this clock. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClockSettings.class)
class ClockConfiguration {
    @Bean
    Clock clock(ClockSettings settings) {
        Instant still = settings.fixedInstant();
        return still == null ? Clock.systemUTC() : Clock.fixed(still, ZoneOffset.UTC);
    }
}
