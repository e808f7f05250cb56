package io.eligo.exactness;

import io.eligo.redis.Redis;
import java.util.Set;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Passes every call of {@link Redis} through the gate of its thread. Behind it the commands of all threads form batches: a
 * thread that {@link StepGateRedisConfiguration} holds there holds the commands of the others.
 */
@TestConfiguration(proxyBeanMethods = false)
class StepGateRedisCallsConfiguration {
    private static final Set<String> COMMANDS = Set.of("get", "runScript", "delete");

    @Bean
    static BeanPostProcessor redisGate() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Redis ? gated(bean) : bean;
            }
        };
    }

    private static Object gated(Object redis) {
        var proxy = new ProxyFactory(redis);
        proxy.setProxyTargetClass(true);
        proxy.addAdvice((MethodInterceptor) call -> {
            if (COMMANDS.contains(call.getMethod().getName())) {
                StepGate.awaitPermission(call.getMethod().getName());
            }
            return call.proceed();
        });
        return proxy.getProxy();
    }
}
