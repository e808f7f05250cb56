package io.eligo.rollout;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Fails a class that leaves the rollout changed for the classes after it. */
public final class RolloutResetCheck implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext test) {
        SpringExtension.getApplicationContext(test)
                .getBean(RolloutFixture.class)
                .requireReset();
    }
}
