package io.eligo.feed.precomputed;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.relay.DefaultConnectionCursor;
import graphql.relay.DefaultEdge;
import io.eligo.feed.DatasetFixtures;
import io.eligo.feed.paging.OrderedPositions;
import io.eligo.feed.paging.PagedConnection;
import io.eligo.feed.paging.Paging;
import io.eligo.rules.FeedKey;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PositionPagerTest {
    private final AtomicInteger counted = new AtomicInteger();

    @Test
    void totalCountIsComputedOnFirstRequestAndOnce() {
        var list = new OrderedPositions() {
            @Override
            public int size() {
                return 100;
            }

            @Override
            public int next(int from) {
                return from;
            }

            @Override
            public int previous(int end) {
                return end - 1;
            }

            @Override
            public int count() {
                counted.incrementAndGet();
                return OrderedPositions.super.count();
            }
        };
        PagedConnection<String> page = new PositionPager<>(
                        list,
                        position -> new DefaultEdge<>(
                                String.valueOf(position), new DefaultConnectionCursor("c" + position)),
                        position -> new FeedKey(Instant.EPOCH, DatasetFixtures.id(position)),
                        key -> 0)
                .page(new Paging<>(false, 20, null, null));

        assertThat(page.getEdges()).hasSize(20);
        assertThat(counted).hasValue(0);
        assertThat(page.totalCount()).isEqualTo(100);
        assertThat(page.totalCount()).isEqualTo(100);
        assertThat(counted).hasValue(1);
    }
}
