package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.tracing.TraceParent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final UUID ANN = new UUID(1, 2);
    private static final UUID BEN = new UUID(1, 3);

    private final Envelope<String> envelope = new Envelope<>(new Utf8Codec((byte) 1));

    private record Utf8Codec(byte version) implements CacheCodec<String> {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public @Nullable String decode(ByteBuffer bytes) {
            return StandardCharsets.UTF_8.decode(bytes).toString();
        }
    }

    @Test
    void aSealedValueIsOpened() {
        assertThat(envelope.decode(ANN, envelope.encode(ANN, "word"))).isEqualTo("word");
        assertThat(envelope.decode(ANN, envelope.encode(ANN, ""))).isEmpty();
    }

    @Test
    void aValueOfAnotherUserIsRejected() {
        assertThat(envelope.decode(BEN, envelope.encode(ANN, "word"))).isNull();
    }

    @Test
    void anotherVersionIsRejected() {
        assertThat(new Envelope<>(new Utf8Codec((byte) 2)).decode(ANN, envelope.encode(ANN, "word")))
                .isNull();
    }

    @Test
    void truncatedOrCorruptBytesAreRejected() {
        byte[] sealed = envelope.encode(ANN, "word");
        for (int length = 0; length < sealed.length; length++) {
            assertThat(envelope.decode(ANN, Arrays.copyOf(sealed, length))).isNull();
        }
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] wrong = sealed.clone();
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(envelope.decode(ANN, wrong)).isNull();
        }
        assertThat(envelope.decode(ANN, Arrays.copyOf(sealed, sealed.length + 1)))
                .isNull();
    }

    @Test
    void aLeaseIsNotAValueAndIsUnique() {
        byte[] lease = Envelope.newLease();
        assertThat(Envelope.isLease(lease)).isTrue();
        assertThat(envelope.decode(ANN, lease)).isNull();
        assertThat(lease).isNotEqualTo(Envelope.newLease());
        assertThat(Envelope.isLease(envelope.encode(ANN, "word"))).isFalse();
    }

    @Test
    void aMarkIsNeitherAValueNorALeaseAndNamesItsEviction() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        byte[] mark = Envelope.newMark(new TraceParent(trace));
        assertThat(Envelope.evictionOf(mark)).isEqualTo(new TraceParent(trace));
        assertThat(envelope.decode(ANN, mark)).isNull();
        assertThat(Envelope.isLease(mark)).isFalse();
        mark[1] = 'x';
        assertThat(Envelope.evictionOf(mark)).isNull();
        assertThat(Envelope.evictionOf(Envelope.newLease())).isNull();
        assertThat(Envelope.evictionOf(new byte[0])).isNull();
    }
}
