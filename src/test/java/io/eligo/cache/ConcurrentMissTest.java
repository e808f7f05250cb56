package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.servers.EligoTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Concurrent reads of a user without a cached value. */
@EligoTest
// On a busy machine Redis may exceed a short timeout, and readers then read the table by themselves;
// another test covers that.
class ConcurrentMissTest {
    private static final int READERS = 50;

    @Autowired
    LeasedCacheFactory leasedCacheFactory;

    @Autowired
    Catalog catalog;

    @Autowired
    CacheFixture cacheFixture;

    private final AtomicInteger computed = new AtomicInteger();
    private final List<Thread> readers = new CopyOnWriteArrayList<>();

    @Test
    void concurrentMissesLoadOnce() throws Exception {
        cacheFixture.awaitOpen();
        readConcurrently();
        assertThat(computed).hasValue(1);
    }

    @Test
    void withoutRedisConcurrentReadsLoadAtMostTwice() throws Exception {
        readConcurrently(leasedCacheFactory.create(() -> NamespaceView.now(null), new IntegerCodec(), user -> {
            // On a busy machine the readers may take long to arrive; a waiting reader has arrived.
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> countWaitingReaders() >= READERS - 1);
            return compute(user);
        }));
        assertThat(computed.get()).isBetween(1, 2);
    }

    private void readConcurrently() throws Exception {
        readConcurrently(leasedCacheFactory.create(
                // No other process could have closed the namespace since it was queried.
                () -> NamespaceView.now(
                        catalog.current().state(PolledCacheState.class).openNamespace()),
                new IntegerCodec(),
                this::compute));
    }

    private void readConcurrently(LeasedCache<Integer> leasedCache) throws Exception {
        UUID user = UUID.randomUUID();
        var threads = Executors.newFixedThreadPool(READERS, work -> {
            var reader = new Thread(work);
            readers.add(reader);
            return reader;
        });
        try {
            var reads = new ArrayList<Future<Integer>>();
            for (int i = 0; i < READERS; i++) {
                reads.add(threads.submit(() -> leasedCache.get(user)));
            }
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isEqualTo(7);
            }
        } finally {
            threads.shutdown();
        }
    }

    private long countWaitingReaders() {
        return readers.stream()
                .filter(reader ->
                        reader.getState() == Thread.State.TIMED_WAITING || reader.getState() == Thread.State.WAITING)
                .count();
    }

    private int compute(UUID user) {
        computed.incrementAndGet();
        try {
            // Long enough for all other readers to arrive.
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return 7;
    }

    private record IntegerCodec() implements CacheCodec<Integer> {
        @Override
        public byte version() {
            return 1;
        }

        @Override
        public byte[] encode(Integer value) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
        }

        @Override
        public Integer decode(ByteBuffer bytes) {
            return bytes.getInt();
        }
    }
}
