package io.eligo.jobs.demodata;

import io.eligo.copy.TextRowWriter;
import io.eligo.jobs.demodata.DemoMerchants.DemoMerchant;
import io.eligo.jobs.demodata.DemoOffers.DemoOffer;
import io.eligo.jobs.demodata.DemoOffers.Type;
import io.eligo.jobs.demodata.World.Kind;
import java.util.List;
import java.util.Locale;

/** The rows of loyalty programs: themselves, tiers and rewards. */
final class LoyaltyPrograms {
    // Apart from the tiers of cashback configurations, and from each other.
    private static final long TIERS_FROM = 1L << 40;
    private static final int MOST_PARTS = 4;
    private static final List<List<String>> LADDERS = List.of(
            List.of("New", "Occasional", "Vip"),
            List.of("New", "Regular"),
            List.of("Infrequent", "Regular", "Vip"),
            List.of("Occasional", "Vip"),
            List.of("NonCustomer", "Infrequent", "Regular"),
            List.of("Regular"),
            List.of("Vip"));
    private static final List<String> TIERS = List.of("Bronze", "Silver", "Gold");

    private final World world;
    private final DemoOffers offers;

    LoyaltyPrograms(World world, DemoOffers offers) {
        this.world = world;
        this.offers = offers;
    }

    void writePrograms(TextRowWriter rows) {
        for (DemoOffer offer : offers.ofType(Type.LOYALTY)) {
            Draw draw = offer.draw();
            DemoMerchant subject = offers.subject(offer);
            DemoBudget points = DemoBudget.of(draw);
            boolean limited = draw.chance(0.85);
            rows.writeRow(
                    offer.id(),
                    offers.merchantId(offer),
                    String.format(Locale.ROOT, "%s Club", subject.name()),
                    !draw.chance(0.05),
                    draw.deleted(0.04),
                    points.used(),
                    limited ? points.limit() : null,
                    draw.review(),
                    draw.instantIn(2022, 2025));
        }
    }

    void writeTiers(TextRowWriter rows) {
        for (DemoOffer offer : offers.ofType(Type.LOYALTY)) {
            Draw draw = world.draw(Kind.TIER, TIERS_FROM + offer.number());
            List<String> ladder = draw.chance(0.01) ? List.of() : draw.of(LADDERS);
            for (int i = 0; i < ladder.size(); i++) {
                rows.writeRow(
                        world.id(Kind.TIER, TIERS_FROM + (long) offer.number() * MOST_PARTS + i),
                        offer.id(),
                        TIERS.get(i),
                        ladder.get(i),
                        !draw.chance(0.06),
                        draw.deleted(0.03),
                        draw.review(),
                        draw.instantIn(2022, 2025));
            }
        }
    }

    void writeRewards(TextRowWriter rows) {
        for (DemoOffer offer : offers.ofType(Type.LOYALTY)) {
            Draw draw = world.draw(Kind.REWARD, offer.number());
            Trade trade = offers.subject(offer).trade();
            int rewards = Math.min(1 + draw.geometricLike(0.6), MOST_PARTS);
            for (int i = 0; i < rewards; i++) {
                rows.writeRow(
                        world.id(Kind.REWARD, (long) offer.number() * MOST_PARTS + i),
                        offer.id(),
                        Names.reward(draw, trade),
                        !draw.chance(0.08),
                        draw.review(),
                        draw.instantIn(2022, 2025));
            }
        }
    }
}
