package io.eligo.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageLogTest {
    private static final String DURATION = "\\d+\\.\\d s";

    private final Logger log = (Logger) LoggerFactory.getLogger(OutageLogTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final OutageLog outage =
            new OutageLog(log, "Poll of {} failed, retrying: {}", "Poll of {} succeeded again after {} s", "nodes");

    @BeforeEach
    void capture() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void release() {
        log.detachAppender(lines);
    }

    @Test
    void logsTheFirstOfSeveralFailuresWithItsCauseAndTheEndWithItsDuration() {
        outage.recordSuccess();
        outage.recordFailure(new IllegalStateException("poll", new IllegalArgumentException("connection refused")));
        outage.recordFailure(new IllegalStateException("connection reset"));
        outage.recordSuccess();
        outage.recordSuccess();

        assertThat(messages()).hasSize(2);
        assertThat(messages().get(0)).isEqualTo("Poll of nodes failed, retrying: connection refused");
        assertThat(messages().get(1)).matches("Poll of nodes succeeded again after " + DURATION);
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void logsEachOutageAnew() {
        outage.recordFailure(new IllegalStateException("first"));
        outage.recordSuccess();
        outage.recordFailure(new IllegalStateException("second"));

        assertThat(messages()).hasSize(3);
        assertThat(messages().get(2)).endsWith("second");
    }

    @Test
    void namesTheTypeOfACauseWithoutAMessage() {
        outage.recordFailure(new IllegalStateException());

        assertThat(messages()).containsExactly("Poll of nodes failed, retrying: java.lang.IllegalStateException");
    }

    @Test
    void logsOneBeginningForConcurrentFailures() {
        IntStream.range(0, 1_000)
                .parallel()
                .forEach(n -> outage.recordFailure(new IllegalStateException("failure " + n)));

        assertThat(messages()).hasSize(1);
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
