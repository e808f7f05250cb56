package io.eligo.catalog;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.audience.AudienceIndex;
import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.catalog.audience.AudienceRows;
import io.eligo.catalog.source.AudienceTables;
import io.eligo.catalog.source.IdSelector;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.test.context.TestComponent;

/** Compares the audience index that followed the log with a newly compiled one. */
@TestComponent
public class AudienceIndexVerifier {
    private final AudienceIndexCache audienceIndexCache;
    private final AudienceTables tables;

    AudienceIndexVerifier(AudienceIndexCache audienceIndexCache, AudienceTables tables) {
        this.audienceIndexCache = audienceIndexCache;
        this.tables = tables;
    }

    /** Fails unless both are equal, field by field. */
    public void assertMatchesFullRead(String when) {
        AudienceIndex followed = audienceIndexCache.current();
        AudienceIndex afresh =
                AudienceIndex.compile(followed.poll(), AudienceRows.read(tables, IdSelector.ALL, IdSelector.ALL));
        assertThat(followed.rows()).as(when).isEqualTo(afresh.rows());
        assertThat(described(followed)).as(when).isEqualTo(described(afresh));
    }

    private static Map<UUID, List<Object>> described(AudienceIndex index) {
        return index.index().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, merchant -> described(merchant.getValue())));
    }

    private static List<Object> described(AudienceIndex.MerchantOffers at) {
        return List.of(
                at.merchantNo(),
                Stream.of(CustomerType.values())
                        .map(type -> IntStream.of(at.offerNos(type)).boxed().toList())
                        .toList());
    }
}
