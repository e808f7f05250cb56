package io.eligo.demodata;

import io.eligo.copy.TextRowWriter;
import io.eligo.demodata.DemoDataset.EntityKind;
import io.eligo.demodata.DemoMerchants.DemoMerchant;
import io.eligo.demodata.DemoOfferAllocation.DemoOffer;
import io.eligo.rules.vocabulary.OfferType;
import java.util.List;
import java.util.Locale;

/** The rows of the offers that have an audience: cashback configurations and exclusive offers, with tiers and links to outlets. */
final class DemoAudienceOffers {
    private static final int MOST_TIERS = 4;
    private static final int MOST_LINKS = 40;
    private static final List<String> TIERS = List.of("Starter", "Silver", "Gold", "Platinum");

    private final DemoDataset dataset;
    private final DemoMerchants merchants;
    private final DemoOfferAllocation offers;

    DemoAudienceOffers(DemoDataset dataset, DemoMerchants merchants, DemoOfferAllocation offers) {
        this.dataset = dataset;
        this.merchants = merchants;
        this.offers = offers;
    }

    void writeCashbackConfigurations(TextRowWriter rows) {
        for (DemoOffer offer : offers.findByType(OfferType.CASHBACK)) {
            SeededRandom random = offer.random();
            DemoWindow window = DemoWindow.cashback(random);
            DemoBudget budget = DemoBudget.of(random);
            rows.writeRow(
                    offer.id(),
                    offers.merchantId(offer),
                    DemoNames.cashback(random, offers.getMerchant(offer).trade()),
                    window.start(),
                    window.end(),
                    !random.nextBoolean(0.05),
                    random.nextDeletedAt(0.04),
                    DemoAudiences.cashback(random),
                    budget.limit(),
                    budget.used(),
                    random.nextReviewStatus(),
                    random.nextInstantIn(2022, 2025));
        }
    }

    void writeExclusiveOffers(TextRowWriter rows) {
        for (DemoOffer offer : offers.findByType(OfferType.EXCLUSIVE)) {
            SeededRandom random = offer.random();
            DemoMerchant subject = offers.getMerchant(offer);
            boolean platformWide = offer.merchant() == null;
            DemoWindow window = DemoWindow.exclusive(random);
            DemoBudget budget = DemoBudget.of(random);
            rows.writeRow(
                    offer.id(),
                    offers.merchantId(offer),
                    platformWide ? DemoNames.platformWide(random) : DemoNames.exclusive(random, subject.trade()),
                    platformWide
                            ? "At shops all over the country"
                            : String.format(Locale.ROOT, "Only at %s", subject.name()),
                    window.start(),
                    window.end(),
                    !random.nextBoolean(0.05),
                    random.nextDeletedAt(0.04),
                    platformWide ? (random.nextBoolean(0.95) ? "{All}" : "{}") : DemoAudiences.exclusive(random),
                    budget.limit(),
                    budget.used(),
                    random.nextReviewStatus(),
                    random.nextInstantIn(2022, 2025));
        }
    }

    void writeCashbackTiers(TextRowWriter rows) {
        for (DemoOffer offer : offers.findByType(OfferType.CASHBACK)) {
            SeededRandom random = dataset.randomFor(EntityKind.TIER, offer.number());
            int tiers = random.nextBoolean(0.01) ? 0 : Math.min(1 + random.geometricLike(0.4), MOST_TIERS);
            int percentage = random.nextIntBetween(2, 15);
            for (int i = 0; i < tiers; i++) {
                rows.writeRow(
                        dataset.id(EntityKind.TIER, (long) offer.number() * MOST_TIERS + i),
                        offer.id(),
                        TIERS.get(i),
                        percentage * (i + 1) + (random.nextBoolean(0.2) ? ".50" : ".00"),
                        !random.nextBoolean(0.06),
                        random.nextDeletedAt(0.03),
                        random.nextReviewStatus(),
                        random.nextInstantIn(2022, 2025));
            }
        }
    }

    void writeLinks(TextRowWriter rows) {
        for (DemoOffer offer : offers.findByType(OfferType.CASHBACK)) {
            writeLinks(offer, rows);
        }
        for (DemoOffer offer : offers.findByType(OfferType.EXCLUSIVE)) {
            writeLinks(offer, rows);
        }
    }

    private void writeLinks(DemoOffer offer, TextRowWriter rows) {
        SeededRandom random = dataset.randomFor(EntityKind.OUTLET, -1 - offer.number());
        if (random.nextBoolean(0.01)) {
            return;
        }
        Integer owner = offer.merchant();
        double share = random.nextBoolean(0.5) ? 1 : random.nextDouble();
        int links = 0;
        for (int merchant : owner != null ? List.of(owner) : someMerchants(random)) {
            for (long outlet : DemoMerchants.outlets(merchant, merchants.merchant(merchant))) {
                // At least one outlet: offers without any outlet are drawn above.
                if (links < MOST_LINKS && (links == 0 || random.nextBoolean(share))) {
                    rows.writeRow(
                            offer.type().spelling(),
                            offer.id(),
                            merchants.outletId(outlet),
                            random.nextInstantIn(2022, 2025));
                    links++;
                }
            }
        }
    }

    private List<Integer> someMerchants(SeededRandom random) {
        int first = random.nextInt(dataset.merchants());
        return List.of(first, (first + 1) % dataset.merchants(), (first + 2) % dataset.merchants()).stream()
                .distinct()
                .toList();
    }
}
