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
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Many ask at once for somebody of whom there is no copy. */
@EligoTest
@Import(CacheFixture.class)
// On a busy machine Redis is late now and then, and then readers compute by themselves: another test's concern.
@TestPropertySource(properties = "eligo.redis.timeout=PT1S")
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
            // However long it takes them on a busy machine: whoever waits has come.
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> countWaitingReaders() >= READERS - 1);
            return compute(user);
        }));
        assertThat(computed.get()).isBetween(1, 2);
    }

    private void readConcurrently() throws Exception {
        readConcurrently(leasedCacheFactory.create(
                // Nobody else could have closed it since it was looked at.
                () -> NamespaceView.now(catalog.current().cacheNamespace()), new IntegerCodec(), this::compute));
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
            // Long enough for all the others to come.
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
