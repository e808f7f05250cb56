package io.eligo.incremental;

import io.eligo.catalog.OfferLookup;
import io.eligo.customers.CustomerReader;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.StepUserCounts;
import io.eligo.jobs.files.OfferChangesArguments;
import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The merchants that a run reconciles, by its arguments: the merchants of the leased events, one merchant, or the
 * merchant of one offer. Their customers are split into ranges, which are distributed over as many partitions as run
 * concurrently. A small merchant is a single range in a single partition.
 */
@Component
@StepScope
class CustomerRangePartitioner implements Partitioner, StepExecutionListener {
    private static final int CUSTOMERS_PER_RANGE = 5_000;

    private final Leases leases;
    private final OfferLookup offers;
    private final CustomerReader customerReader;
    private final OfferChangesArguments arguments;

    CustomerRangePartitioner(
            Leases leases,
            OfferLookup offers,
            CustomerReader customerReader,
            @Value("#{stepExecution}") StepExecution step) {
        this.leases = leases;
        this.offers = offers;
        this.customerReader = customerReader;
        this.arguments = OfferChangesArguments.of(step.getJobParameters());
    }

    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        var ranges = new ArrayList<CustomerRange>();
        for (Lease.ChangedMerchant each : findMerchants()) {
            customerReader
                    .splitByCustomerCount(each.merchant(), CUSTOMERS_PER_RANGE)
                    .forEach(range -> ranges.add(new CustomerRange(each.merchant(), range, each.offerNos())));
        }
        int partitions = Math.min(gridSize, ranges.size());
        var partitionContexts = new HashMap<String, ExecutionContext>();
        for (int i = 0; i < partitions; i++) {
            var context = new ExecutionContext();
            CustomerRange.store(context, everyNth(ranges, i, partitions));
            partitionContexts.put(String.format(Locale.ROOT, "%03d", i), context);
        }
        return partitionContexts;
    }

    private static List<CustomerRange> everyNth(List<CustomerRange> ranges, int first, int step) {
        var own = new ArrayList<CustomerRange>();
        for (int i = first; i < ranges.size(); i += step) {
            own.add(ranges.get(i));
        }
        return own;
    }

    private List<Lease.ChangedMerchant> findMerchants() {
        var merchants = new ArrayList<Lease.ChangedMerchant>();
        UUID lease = arguments.lease();
        UUID merchant = arguments.merchant();
        UUID offer = arguments.offer();
        if (lease != null) {
            merchants.addAll(leases.findChangedMerchants(lease));
        }
        if (merchant != null) {
            require(offers.merchantExists(merchant), "no such merchant: " + merchant);
            merchants.add(new Lease.ChangedMerchant(merchant, List.of()));
        }
        if (offer != null) {
            require(offers.exists(offer), "no such offer: " + offer);
            offers.findMerchant(offer).ifPresent(own -> merchants.add(new Lease.ChangedMerchant(own, List.of())));
        }
        require(lease != null || merchant != null || offer != null, "offer= or merchant= is required");
        return merchants;
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new JobRefused(message);
        }
    }

    @Override
    public ExitStatus afterStep(StepExecution step) {
        return StepUserCounts.summarize(step);
    }
}
