package io.eligo.outbox;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Prunes the history of events every minute, also while no event waits. */
@Component
@ConditionalOnRole(Role.SCHEDULER)
class EventHistoryPruner {
    private static final Logger log = LoggerFactory.getLogger(EventHistoryPruner.class);

    private final EventHistory eventHistory;

    EventHistoryPruner(EventHistory eventHistory) {
        this.eventHistory = eventHistory;
    }

    @Scheduled(fixedDelayString = "PT1M")
    void prune() {
        try {
            eventHistory.prune();
        } catch (DataAccessException | TransactionException e) {
            // The poller has already logged that the outbox cannot be read.
            log.debug("History of events not pruned, retrying in a minute", e);
        }
    }
}
