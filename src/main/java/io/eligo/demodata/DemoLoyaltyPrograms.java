package io.eligo.demodata;

import static io.eligo.rules.vocabulary.CustomerType.INFREQUENT;
import static io.eligo.rules.vocabulary.CustomerType.NEW;
import static io.eligo.rules.vocabulary.CustomerType.NON_CUSTOMER;
import static io.eligo.rules.vocabulary.CustomerType.OCCASIONAL;
import static io.eligo.rules.vocabulary.CustomerType.REGULAR;
import static io.eligo.rules.vocabulary.CustomerType.VIP;

import io.eligo.copy.TextRowWriter;
import io.eligo.demodata.DemoDataset.EntityKind;
import io.eligo.demodata.DemoMerchants.DemoMerchant;
import io.eligo.demodata.DemoOfferAllocation.DemoOffer;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import java.util.List;
import java.util.Locale;

/** The rows of loyalty programs, with their tiers and rewards. */
final class DemoLoyaltyPrograms {
    // Offsets that keep these numbers apart from the tiers of cashback configurations and from each other.
    private static final long TIERS_FROM = 1L << 40;
    private static final int MOST_PARTS = 4;
    private static final List<List<CustomerType>> LADDERS = List.of(
            List.of(NEW, OCCASIONAL, VIP),
            List.of(NEW, REGULAR),
            List.of(INFREQUENT, REGULAR, VIP),
            List.of(OCCASIONAL, VIP),
            List.of(NON_CUSTOMER, INFREQUENT, REGULAR),
            List.of(REGULAR),
            List.of(VIP));
    private static final List<String> TIERS = List.of("Bronze", "Silver", "Gold");

    private final DemoDataset dataset;
    private final DemoOfferAllocation offers;

    DemoLoyaltyPrograms(DemoDataset dataset, DemoOfferAllocation offers) {
        this.dataset = dataset;
        this.offers = offers;
    }

    void writePrograms(TextRowWriter rows) {
        for (DemoOffer offer : offers.findByType(OfferType.LOYALTY)) {
            SeededRandom random = offer.random();
            DemoMerchant subject = offers.getMerchant(offer);
            DemoBudget points = DemoBudget.of(random);
            boolean limited = random.nextBoolean(0.85);
            rows.writeRow(
                    offer.id(),
                    offers.merchantId(offer),
                    String.format(Locale.ROOT, "%s Club", subject.name()),
                    !random.nextBoolean(0.05),
                    random.nextDeletedAt(0.04),
                    points.used(),
                    limited ? points.limit() : null,
                    random.nextReviewStatus(),
                    random.nextInstantIn(2022, 2025));
        }
    }

    void writeTiers(TextRowWriter rows) {
        for (DemoOffer offer : offers.findByType(OfferType.LOYALTY)) {
            SeededRandom random = dataset.randomFor(EntityKind.TIER, TIERS_FROM + offer.number());
            List<CustomerType> ladder = random.nextBoolean(0.01) ? List.of() : random.pick(LADDERS);
            for (int i = 0; i < ladder.size(); i++) {
                rows.writeRow(
                        dataset.id(EntityKind.TIER, TIERS_FROM + (long) offer.number() * MOST_PARTS + i),
                        offer.id(),
                        TIERS.get(i),
                        ladder.get(i).spelling(),
                        !random.nextBoolean(0.06),
                        random.nextDeletedAt(0.03),
                        random.nextReviewStatus(),
                        random.nextInstantIn(2022, 2025));
            }
        }
    }

    void writeRewards(TextRowWriter rows) {
        for (DemoOffer offer : offers.findByType(OfferType.LOYALTY)) {
            SeededRandom random = dataset.randomFor(EntityKind.REWARD, offer.number());
            BusinessType trade = offers.getMerchant(offer).trade();
            int rewards = Math.min(1 + random.geometricLike(0.6), MOST_PARTS);
            for (int i = 0; i < rewards; i++) {
                rows.writeRow(
                        dataset.id(EntityKind.REWARD, (long) offer.number() * MOST_PARTS + i),
                        offer.id(),
                        DemoNames.reward(random, trade),
                        !random.nextBoolean(0.08),
                        random.nextReviewStatus(),
                        random.nextInstantIn(2022, 2025));
            }
        }
    }
}
