package io.eligo.exactness;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Passes every statement, commit and COPY of the application through the gate of its thread. */
@TestConfiguration(proxyBeanMethods = false)
class StepGateDatabaseConfiguration {
    // unwrap: COPY needs the driver's own connection.
    private static final Set<String> STEPS =
            Set.of("execute", "executeQuery", "executeUpdate", "executeBatch", "commit", "unwrap");

    @Bean
    static BeanPostProcessor gate() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource ? gated(DataSource.class, bean) : bean;
            }
        };
    }

    private static <T> T gated(Class<T> type, Object target) {
        Class<?>[] types = target instanceof AutoCloseable && type == DataSource.class
                ? new Class<?>[] {type, AutoCloseable.class}
                : new Class<?>[] {type};
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), types, (proxy, method, arguments) -> {
            if (type != DataSource.class && STEPS.contains(method.getName())) {
                StepGate.awaitPermission(method.getName());
            }
            try {
                Object answer = method.invoke(target, arguments);
                return method.getName().equals("unwrap") ? answer : wrapped(answer);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private static Object wrapped(Object answer) {
        if (answer instanceof PreparedStatement) {
            return gated(PreparedStatement.class, answer);
        }
        if (answer instanceof Statement) {
            return gated(Statement.class, answer);
        }
        return answer instanceof Connection ? gated(Connection.class, answer) : answer;
    }
}
