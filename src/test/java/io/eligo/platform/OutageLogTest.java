package io.eligo.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OutageLogTest {
    private final OutageLog outage = new OutageLog(
            LoggerFactory.getLogger(OutageLogTest.class),
            "Poll of {} failed, retrying: {}",
            "Poll of {} succeeded again after {} s",
            "nodes");

    @Test
    void logsTheFirstOfSeveralFailuresWithItsCauseAndTheEndWithItsDuration(CapturedOutput output) {
        outage.recordSuccess();
        outage.recordFailure(new IllegalStateException("poll", new IOException("connection refused")));
        outage.recordFailure(new IllegalStateException("connection reset"));
        outage.recordSuccess();
        outage.recordSuccess();

        assertThat(lines(output)).hasSize(2);
        assertThat(lines(output).get(0))
                .contains("WARN")
                .endsWith("Poll of nodes failed, retrying: connection refused");
        assertThat(lines(output).get(1)).contains("INFO").matches(".*Poll of nodes succeeded again after \\d+\\.\\d s");
    }

    @Test
    void logsEachOutageAnew(CapturedOutput output) {
        outage.recordFailure(new IllegalStateException("first"));
        outage.recordSuccess();
        outage.recordFailure(new IllegalStateException("second"));

        assertThat(lines(output)).hasSize(3);
        assertThat(lines(output).get(2)).endsWith("second");
    }

    @Test
    void namesTheTypeOfACauseWithoutAMessage(CapturedOutput output) {
        outage.recordFailure(new IllegalStateException());

        assertThat(lines(output)).hasSize(1);
        assertThat(lines(output).get(0)).endsWith("retrying: java.lang.IllegalStateException");
    }

    @Test
    void namesTheTypeOfADefect(CapturedOutput output) {
        outage.recordFailure(new IllegalStateException("poll", new NoSuchElementException("No value present")));

        assertThat(lines(output).get(0)).endsWith("retrying: java.util.NoSuchElementException: No value present");
    }

    @Test
    void logsOneBeginningForConcurrentFailures(CapturedOutput output) {
        IntStream.range(0, 1_000)
                .parallel()
                .forEach(n -> outage.recordFailure(new IllegalStateException("failure " + n)));

        assertThat(lines(output)).hasSize(1);
    }

    private static List<String> lines(CapturedOutput output) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains("Poll of nodes"))
                .toList();
    }
}
