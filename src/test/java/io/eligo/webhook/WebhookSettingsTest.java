package io.eligo.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class WebhookSettingsTest {
    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(WebhookConfiguration.class);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://chat.example/hook",
                "chat.example/hook",
                "/hook",
                "http:///hook",
                "https://user:hunter2@chat.example/hook",
                "https://chat.example/hook#part",
                "https://chat.example/with space",
                "file:///etc/passwd"
            })
    void anythingElseThanAnHttpUrlPreventsTheStart(String url) {
        context.withPropertyValues("eligo.webhook.url=" + url)
                .run(start -> assertThat(start)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("eligo.webhook.url is not accepted; it must be a URL with http or https")
                        .hasMessageNotContaining("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:9000", "HTTPS://chat.example/hooks/T0/B1?x=1"})
    void httpUrlsAreAccepted(String url) {
        context.withPropertyValues("eligo.webhook.url=" + url)
                .run(start -> assertThat(start.getBean(WebhookSettings.class).target())
                        .isEqualTo(URI.create(url)));
    }

    @Test
    void nothingIsPostedByDefault() {
        context.run(start ->
                assertThat(start.getBean(WebhookSettings.class).target()).isNull());
        context.withPropertyValues("eligo.webhook.url=")
                .run(start -> assertThat(start.getBean(WebhookSettings.class).target())
                        .isNull());
    }
}
