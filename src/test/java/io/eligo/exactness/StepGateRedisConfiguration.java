package io.eligo.exactness;

import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Passes every Redis command through the gate of the thread that sends it. */
@TestConfiguration(proxyBeanMethods = false)
class StepGateRedisConfiguration {
    @Bean
    SmartLifecycle redisGate(LettuceConnectionFactory factory) {
        return new SmartLifecycle() {
            private volatile boolean running;

            // At each start: a context that was paused and resumed has a new client.
            @Override
            public void start() {
                factory.getRequiredNativeClient().addListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        StepGate.awaitPermission(event.getCommand().getType().toString());
                    }
                });
                running = true;
            }

            @Override
            public void stop() {
                running = false;
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            // After the factory, on which it depends, and before the first connection.
            @Override
            public int getPhase() {
                return factory.getPhase();
            }
        };
    }
}
