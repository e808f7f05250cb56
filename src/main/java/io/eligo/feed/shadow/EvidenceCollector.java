package io.eligo.feed.shadow;

import io.eligo.catalog.CatalogRecheck;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.CatalogView;
import io.eligo.customers.Customer;
import io.eligo.customers.CustomerReader;
import io.eligo.feed.shadow.DifferingOffer.RelatedIds;
import io.eligo.grants.StoredGrantsEvidence;
import io.eligo.outbox.inspect.RecomputationEvidence;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Gathers evidence in the caller's transaction. */
@Component
class EvidenceCollector {
    private final CatalogRecheck catalogRecheck;
    private final CustomerReader customers;
    private final StoredGrantsEvidence storedGrantsEvidence;
    private final RecomputationEvidence recomputationEvidence;

    EvidenceCollector(
            CatalogRecheck catalogRecheck,
            CustomerReader customers,
            StoredGrantsEvidence storedGrantsEvidence,
            RecomputationEvidence recomputationEvidence) {
        this.catalogRecheck = catalogRecheck;
        this.customers = customers;
        this.storedGrantsEvidence = storedGrantsEvidence;
        this.recomputationEvidence = recomputationEvidence;
    }

    /** @param view the catalogue of the reader whose answer is to be explained */
    Evidence collect(UUID user, CatalogView view, Collection<DifferingOffer> offers) {
        CatalogSnapshot known = view.snapshot();
        Set<UUID> ids = offers.stream().map(DifferingOffer::id).collect(Collectors.toSet());
        RelatedIds related = RelatedIds.of(offers, known);
        List<Customer> customer = customers.findByIds(List.of(user));
        return new Evidence(
                catalogRecheck.recheck(view, ids, related.outlets(), related.merchants()),
                customer.isEmpty() ? List.of() : customer.get(0).relations(),
                storedGrantsEvidence.find(user, view),
                recomputationEvidence.findPending(user, ids),
                recomputationEvidence.findProcessed(ids, view.asOf().minus(StoredGrantsEvidence.MAX_LAG)));
    }
}
