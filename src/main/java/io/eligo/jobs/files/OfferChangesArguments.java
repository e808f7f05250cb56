package io.eligo.jobs.files;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.parameters.JobParameters;

/**
 * The arguments of {@code offer-changes}; {@code jobs/offer-changes.yml} describes them.
 *
 * @param lease set by the outbox poller: the lease on the events of the run
 */
public record OfferChangesArguments(
        @Nullable UUID offer,
        @Nullable UUID merchant,
        @Nullable UUID lease,
        boolean dryRun) {
    private static final String OFFER = "offer";
    private static final String MERCHANT = "merchant";
    private static final String LEASE = "lease";

    static final List<String> NAMES = List.of(OFFER, MERCHANT, LEASE, JobArguments.DRY_RUN);

    public static OfferChangesArguments of(JobParameters parameters) {
        return new OfferChangesArguments(
                JobArguments.findId(parameters, OFFER),
                JobArguments.findId(parameters, MERCHANT),
                JobArguments.findId(parameters, LEASE),
                JobArguments.isDryRun(parameters));
    }

    /** What the outbox poller passes. */
    public static Map<String, String> forLease(UUID lease) {
        return Map.of(LEASE, lease.toString());
    }
}
