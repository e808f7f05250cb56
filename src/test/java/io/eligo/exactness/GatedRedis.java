package io.eligo.exactness;

import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Lets every command to Redis pass the gate of the thread that sends it. */
@TestConfiguration(proxyBeanMethods = false)
class GatedRedis {
    @Bean
    static BeanPostProcessor redisGate() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof LettuceConnectionFactory factory) {
                    factory.getRequiredNativeClient().addListener(new CommandListener() {
                        @Override
                        public void commandStarted(CommandStartedEvent event) {
                            Gate.pass(event.getCommand().getType().toString());
                        }
                    });
                }
                return bean;
            }
        };
    }
}
