package io.eligo.feed.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.index.OutletKey;
import io.eligo.rules.FeedKey;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final UUID ID = UUID.fromString("f0000000-0000-4000-8000-00000000000f");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-4713-11-24T00:00:00Z",
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "2026-11-22T12:00:00.123456Z",
                "9999-12-31T23:59:59Z",
                "+294276-12-31T23:59:59.999999Z"
            })
    void holdsEveryInstantThatPostgresqlHolds(String at) {
        var key = new FeedKey(Instant.parse(at), ID);

        assertThat(Cursor.OFFER.decode("after", Cursor.OFFER.encode(key))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "moi avenue", "nandu 😀", "\u0000"})
    void holdsEveryName(String name) {
        var key = new OutletKey(name, ID);

        assertThat(Cursor.OUTLET.decode("after", Cursor.OUTLET.encode(key))).isEqualTo(key);
    }

    @Test
    void goesIntoAUrlAsItStands() {
        assertThat(Cursor.OUTLET.encode(new OutletKey("ü?>~", ID))).matches("[A-Za-z0-9_-]+");
    }
}
