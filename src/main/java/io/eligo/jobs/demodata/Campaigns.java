package io.eligo.jobs.demodata;

import io.eligo.copy.TextRowWriter;
import io.eligo.jobs.demodata.DemoMerchants.DemoMerchant;
import io.eligo.jobs.demodata.DemoOffers.DemoOffer;
import io.eligo.jobs.demodata.DemoOffers.Type;
import io.eligo.jobs.demodata.World.Kind;
import java.util.List;
import java.util.Locale;

/** The rows of cashback configurations and exclusive offers: themselves, tiers, and links to outlets. */
final class Campaigns {
    private static final int MOST_TIERS = 4;
    private static final int MOST_LINKS = 40;
    private static final List<String> TIERS = List.of("Starter", "Silver", "Gold", "Platinum");

    private final World world;
    private final DemoMerchants merchants;
    private final DemoOffers offers;

    Campaigns(World world, DemoMerchants merchants, DemoOffers offers) {
        this.world = world;
        this.merchants = merchants;
        this.offers = offers;
    }

    void writeCashbackConfigurations(TextRowWriter rows) {
        for (DemoOffer offer : offers.ofType(Type.CASHBACK)) {
            Draw draw = offer.draw();
            DemoWindow window = DemoWindow.cashback(draw);
            DemoBudget budget = DemoBudget.of(draw);
            rows.writeRow(
                    offer.id(),
                    offers.merchantId(offer),
                    Names.cashback(draw, offers.subject(offer).trade()),
                    window.start(),
                    window.end(),
                    !draw.chance(0.05),
                    draw.deleted(0.04),
                    DemoAudiences.cashback(draw),
                    budget.limit(),
                    budget.used(),
                    draw.review(),
                    draw.instantIn(2022, 2025));
        }
    }

    void writeExclusiveOffers(TextRowWriter rows) {
        for (DemoOffer offer : offers.ofType(Type.EXCLUSIVE)) {
            Draw draw = offer.draw();
            DemoMerchant subject = offers.subject(offer);
            boolean platformWide = offer.merchant() == null;
            DemoWindow window = DemoWindow.exclusive(draw);
            DemoBudget budget = DemoBudget.of(draw);
            rows.writeRow(
                    offer.id(),
                    offers.merchantId(offer),
                    platformWide ? Names.platformWide(draw) : Names.exclusive(draw, subject.trade()),
                    platformWide
                            ? "At shops all over the country"
                            : String.format(Locale.ROOT, "Only at %s", subject.name()),
                    window.start(),
                    window.end(),
                    !draw.chance(0.05),
                    draw.deleted(0.04),
                    platformWide ? (draw.chance(0.95) ? "{All}" : "{}") : DemoAudiences.exclusive(draw),
                    budget.limit(),
                    budget.used(),
                    draw.review(),
                    draw.instantIn(2022, 2025));
        }
    }

    void writeCashbackTiers(TextRowWriter rows) {
        for (DemoOffer offer : offers.ofType(Type.CASHBACK)) {
            Draw draw = world.draw(Kind.TIER, offer.number());
            int tiers = draw.chance(0.01) ? 0 : Math.min(1 + draw.geometricLike(0.4), MOST_TIERS);
            int percentage = draw.between(2, 15);
            for (int i = 0; i < tiers; i++) {
                rows.writeRow(
                        world.id(Kind.TIER, (long) offer.number() * MOST_TIERS + i),
                        offer.id(),
                        TIERS.get(i),
                        percentage * (i + 1) + (draw.chance(0.2) ? ".50" : ".00"),
                        !draw.chance(0.06),
                        draw.deleted(0.03),
                        draw.review(),
                        draw.instantIn(2022, 2025));
            }
        }
    }

    void writeLinks(TextRowWriter rows) {
        for (DemoOffer offer : offers.ofType(Type.CASHBACK)) {
            writeLinks(offer, "Cashback", rows);
        }
        for (DemoOffer offer : offers.ofType(Type.EXCLUSIVE)) {
            writeLinks(offer, "Exclusive", rows);
        }
    }

    private void writeLinks(DemoOffer offer, String type, TextRowWriter rows) {
        Draw draw = world.draw(Kind.OUTLET, -1 - offer.number());
        if (draw.chance(0.01)) {
            return;
        }
        Integer owner = offer.merchant();
        double share = draw.chance(0.5) ? 1 : draw.uniform();
        int links = 0;
        for (int merchant : owner != null ? List.of(owner) : someMerchants(draw)) {
            for (long outlet : DemoMerchants.outlets(merchant, merchants.merchant(merchant))) {
                // The first one always: that an offer has no outlet at all is drawn above.
                if (links < MOST_LINKS && (links == 0 || draw.chance(share))) {
                    rows.writeRow(type, offer.id(), merchants.outletId(outlet), draw.instantIn(2022, 2025));
                    links++;
                }
            }
        }
    }

    private List<Integer> someMerchants(Draw draw) {
        int first = draw.below(world.merchants());
        return List.of(first, (first + 1) % world.merchants(), (first + 2) % world.merchants()).stream()
                .distinct()
                .toList();
    }
}
