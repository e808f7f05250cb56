package io.eligo.jobs.offerchanges;

import io.eligo.grants.GrantsOfOffers;
import io.eligo.jobs.Attempt;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.StepCounts;
import io.eligo.jobs.StopSignal;
import io.eligo.outbox.Outbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The customers of some pieces, a page at a time; those whose grants of the offers in question are right are left alone, without a
 * lock. A page costs two looks and a read; a chunk of those in doubt a savepoint, one lock, one look at the log, two reads and one
 * to three writes.
 */
@Component
@StepScope
class CustomersInPieces implements ItemStreamReader<List<UUID>>, ItemWriter<List<UUID>> {
    private static final int CUSTOMERS_A_PAGE = 5_000;

    private final GrantsOfOffers grants;
    private final Attempt attempt;
    private final Outbox outbox;
    private final StopSignal stop;
    private final StepExecution step;
    private final int chunk;
    private final Deque<Piece> rest;
    private final Deque<UUID> inDoubt = new ArrayDeque<>();
    private final StepCounts counts = new StepCounts();

    CustomersInPieces(
            GrantsOfOffers grants,
            Attempt attempt,
            Outbox outbox,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.grants = grants;
        this.attempt = attempt;
        this.outbox = outbox;
        this.stop = stop;
        this.step = step;
        this.chunk = files.get(OfferChangesRun.NAME).chunk();
        this.rest = new ArrayDeque<>(Piece.of(step.getExecutionContext()));
    }

    @Override
    public @Nullable List<UUID> read() {
        while (inDoubt.isEmpty() && !rest.isEmpty()) {
            readPage(rest.pop());
        }
        var users = new ArrayList<UUID>();
        while (users.size() < chunk && !inDoubt.isEmpty()) {
            users.add(inDoubt.pop());
        }
        return users.isEmpty() ? null : users;
    }

    private void readPage(Piece piece) {
        GrantsOfOffers.Page page = grants.page(piece.merchant(), piece.range(), piece.offerNos(), CUSTOMERS_A_PAGE);
        counts.right(page.users() - page.inDoubt().size());
        inDoubt.addAll(page.inDoubt());
        if (page.last() != null) {
            rest.push(new Piece(piece.merchant(), piece.range().behind(page.last()), piece.offerNos()));
        }
    }

    @Override
    public void write(Chunk<? extends List<UUID>> items) {
        for (List<UUID> users : items) {
            attempt.reconcile(users, error -> outbox.failed(users, error))
                    .ifPresentOrElse(tally -> counts.add(users.size(), tally), () -> counts.putBack(users.size()));
        }
    }

    @Override
    public void update(ExecutionContext context) {
        counts.save(step, context);
        stop.heed(step);
    }
}
