package io.eligo.servers;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Of all tests: what they wait for may take its time on a busy machine. Found by its entry in META-INF/services. */
public final class AwaitilityTimeoutExtension implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(5));
    }
}
