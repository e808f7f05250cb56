package io.eligo.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.planned.ImportImpact.OfferImpact;
import io.eligo.catalog.planned.ImportImpact.OfferLoss;
import io.eligo.jobs.files.JobFile.LossLimits;
import io.eligo.jobs.guard.PlannedLoss.MerchantLoss;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OfferLossesTest {
    private static final LossLimits HALF = new LossLimits(true, 0.5, 0.5, 1);

    @Test
    void gainsDoNotOffsetLosses() {
        var losses = new OfferLosses(new OfferImpact(Map.of(1, 4L), lost(1, 3), 100));
        assertThat(losses.describeExcess(HALF))
                .hasValueSatisfying(message -> assertThat(message)
                        .startsWith("3 of 4 live offers would be removed or reach fewer users and 100 would be added"));
        assertThat(losses.sum().merchants()).containsExactly(new MerchantLoss(1, 4, 0, 3));
    }

    @Test
    void theMessageNamesThreeOffers() {
        var losses = new OfferLosses(new OfferImpact(Map.of(1, 4L), lost(1, 4), 0));
        assertThat(losses.describeExcess(HALF))
                .hasValueSatisfying(message -> assertThat(message)
                        .endsWith("; among them offer 0 (would end), offer 1 (would end), offer 2 (would end)"));
        assertThat(losses.haltDetails().offers()).hasSize(4);
    }

    @Test
    void aHaltShowsAHundredOffersAndCoversAll() {
        var losses = new OfferLosses(new OfferImpact(Map.of(1, 101L), lost(1, 101), 0));
        assertThat(losses.haltDetails().offers()).hasSize(100);
        assertThat(losses.haltDetails().losses()).hasSize(101).doesNotHaveDuplicates();
    }

    @Test
    void anOfferWithoutAMerchantHasNoMerchantsLimit() {
        var losses = new OfferLosses(new OfferImpact(Map.of(0, 1L, 1, 9L), lost(0, 1), 0));
        assertThat(losses.describeExcess(HALF)).isEmpty();
    }

    private static List<OfferLoss> lost(int merchantNo, int count) {
        return IntStream.range(0, count)
                .mapToObj(no -> new OfferLoss(new UUID(0, no), "offer " + no, merchantNo, "would end", "gone"))
                .toList();
    }
}
