package io.eligo.exactness;

import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Lets every command to Redis pass the gate of the thread that sends it. */
@TestConfiguration(proxyBeanMethods = false)
class StepGateRedisConfiguration {
    @Bean
    SmartLifecycle redisGate(LettuceConnectionFactory factory) {
        return new SmartLifecycle() {
            private volatile boolean running;

            // At each start: a context that was paused meanwhile comes back with another client.
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

            // Behind the factory, which it depends on, and before anybody has a connection.
            @Override
            public int getPhase() {
                return factory.getPhase();
            }
        };
    }
}
