package io.eligo.redis;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Timer;

/** The commands of reads, and the circuit breaker. */
final class RedisMetrics {
    private final Timer answered;
    private final Timer failed;

    RedisMetrics(CircuitBreaker circuitBreaker, MeterFactory meters) {
        this.answered = meters.histogram(MetricDefinition.REDIS_COMMAND_DURATION, "answered");
        this.failed = meters.histogram(MetricDefinition.REDIS_COMMAND_DURATION, "failed");
        meters.gauge(
                MetricDefinition.REDIS_BREAKER_OPEN,
                () -> circuitBreaker.getState() == CircuitBreaker.State.CLOSED ? 0 : 1);
        meters.counter(
                MetricDefinition.REDIS_BREAKER_REFUSALS,
                circuitBreaker,
                breaker -> breaker.getMetrics().getNumberOfNotPermittedCalls());
    }

    void recordAnswer(long nanos) {
        answered.record(nanos, NANOSECONDS);
    }

    void recordFailure(long nanos) {
        failed.record(nanos, NANOSECONDS);
    }
}
