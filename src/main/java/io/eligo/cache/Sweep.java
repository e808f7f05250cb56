package io.eligo.cache;

import io.eligo.cache.Namespaces.Standing;
import io.eligo.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One look for evictions that whoever noted them has not carried out: it has died, or does not reach Redis, or Redis is slow. */
@Component
class Sweep {
    private static final int MOST_AT_ONCE = 100;
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Redis redis;
    private final EvictionTable table;
    private final Namespaces namespaces;
    private final CacheSettings settings;
    private final TransactionTemplate transaction;

    Sweep(
            Redis redis,
            EvictionTable table,
            Namespaces namespaces,
            CacheSettings settings,
            PlatformTransactionManager transactions) {
        this.redis = redis;
        this.table = table;
        this.namespaces = namespaces;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What stood when it began. */
    synchronized Standing runOnce() {
        Standing standing = namespaces.look();
        if (!table.any()) {
            return standing;
        }
        if (standing.stoodFor(settings.untilForgotten())) {
            table.strikeOffAllBut(standing);
        }
        String open = standing.text();
        if (open != null) {
            transaction.executeWithoutResult(status -> carryOut(standing, open));
        }
        return standing;
    }

    private void carryOut(Standing standing, String open) {
        List<Noted> left = table.leftBehind(open, MOST_AT_ONCE);
        var done = new ArrayList<Long>();
        // Of servers that have just failed to answer nobody waits for more.
        boolean answers = redis.answering();
        boolean overdue = false;
        for (Noted noted : left) {
            answers = answers && noted.evictedFrom(redis);
            if (answers) {
                done.add(noted.id());
            }
            overdue |= noted.age().compareTo(patience(answers, left.size())) > 0;
        }
        table.strikeOff(done);
        if (overdue) {
            namespaces.close(standing, "Redis does not acknowledge evictions, or not as many as there are");
        }
    }

    // While many are on their way nobody believes a copy, and all of them are there again afterwards; a closed
    // namespace has lost
    // them. It spares those who write in the end, if it never comes to an afterwards.
    private Duration patience(boolean answers, int left) {
        if (!answers) {
            return settings.patience();
        }
        return left == MOST_AT_ONCE ? settings.patience().multipliedBy(10) : FOREVER;
    }
}
