package io.eligo.servers;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Awaitility's defaults for all tests: a long timeout for busy machines, and a short poll interval, which is also the time before the
 * first poll. Registered in META-INF/services.
 */
public final class AwaitilityDefaultsExtension implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(5));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }
}
