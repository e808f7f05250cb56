package io.eligo.servers;

import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.test.util.ReflectionTestUtils;

/** What runs when this JVM ends, after its application contexts have been closed. */
final class ShutdownHandlers {
    private ShutdownHandlers() {}

    /** Also in a JVM that starts no application: there, Spring Boot would forget the handlers, and servers would stay. */
    static void add(Runnable handler) {
        Object hook = Objects.requireNonNull(ReflectionTestUtils.getField(SpringApplication.class, "shutdownHook"));
        ReflectionTestUtils.invokeMethod(hook, "enableShutdownHookAddition");
        SpringApplication.getShutdownHandlers().add(handler);
    }
}
