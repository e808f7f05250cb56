package io.eligo.jobs.demodata;

import io.eligo.copy.TextRowWriter;
import io.eligo.jobs.demodata.World.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Merchants, their outlets and payment points, imperfect at the rates of The Complete Journey's made facts. */
final class DemoMerchants {
    // Numbers of a thing's parts begin at the thing's own number times these, so that they never meet another's.
    private static final int MOST_OUTLETS = 64;
    private static final int MOST_POINTS = 2;

    private final World world;

    DemoMerchants(World world) {
        this.world = world;
    }

    record DemoMerchant(
            UUID id, String name, String status, Trade trade, String town, int outlets, Instant createdAt) {}

    DemoMerchant merchant(int number) {
        Draw draw = world.draw(Kind.MERCHANT, number);
        Trade trade = Names.trade(draw);
        String name = Names.business(draw, trade);
        double size = StrictMath.sqrt(World.weight(number) / World.weight(0));
        int outlets = Math.min(1 + draw.geometricLike(1 + 25 * size), MOST_OUTLETS);
        return new DemoMerchant(
                world.id(Kind.MERCHANT, number),
                name,
                status(draw.uniform()),
                trade,
                Names.town(draw),
                outlets,
                draw.instantIn(2020, 2023));
    }

    void writeMerchants(TextRowWriter rows) {
        for (int number = 0; number < world.merchants(); number++) {
            DemoMerchant merchant = merchant(number);
            rows.writeRow(merchant.id, merchant.name, merchant.status, merchant.trade.category, merchant.createdAt);
        }
    }

    void writeOutlets(TextRowWriter rows) {
        for (int number = 0; number < world.merchants(); number++) {
            DemoMerchant merchant = merchant(number);
            for (long outlet : outlets(number, merchant)) {
                Draw draw = world.draw(Kind.OUTLET, outlet);
                String street = Names.street(draw);
                rows.writeRow(
                        outletId(outlet),
                        merchant.id,
                        String.format(Locale.ROOT, "%s, %s", merchant.name, street),
                        draw.chance(0.9)
                                ? String.format(Locale.ROOT, "%s, %s", Names.openingHours(draw), Names.town(draw))
                                : null,
                        !draw.chance(0.05),
                        draw.review(),
                        draw.instantIn(2022, 2024));
            }
        }
    }

    void writePaymentPoints(TextRowWriter rows) {
        for (int number = 0; number < world.merchants(); number++) {
            for (long outlet : outlets(number, merchant(number))) {
                writePaymentPoints(outlet, rows);
            }
        }
    }

    private void writePaymentPoints(long outlet, TextRowWriter rows) {
        Draw draw = world.draw(Kind.PAYMENT_POINT, outlet);
        double drawn = draw.uniform();
        int points = drawn < 0.02 ? 0 : drawn < 0.17 ? MOST_POINTS : 1;
        boolean till = draw.chance(0.7);
        for (int i = 0; i < points; i++) {
            rows.writeRow(
                    world.id(Kind.PAYMENT_POINT, outlet * MOST_POINTS + i),
                    outletId(outlet),
                    till == (i == 0) ? "till" : "paybill",
                    !draw.chance(0.06),
                    draw.deleted(0.04),
                    draw.review(),
                    draw.instantIn(2022, 2024));
        }
    }

    /** The numbers of a merchant's outlets. */
    static List<Long> outlets(int number, DemoMerchant merchant) {
        var outlets = new ArrayList<Long>(merchant.outlets);
        for (int i = 0; i < merchant.outlets; i++) {
            outlets.add((long) number * MOST_OUTLETS + i);
        }
        return outlets;
    }

    UUID outletId(long outlet) {
        return world.id(Kind.OUTLET, outlet);
    }

    private static String status(double drawn) {
        if (drawn < 0.96) {
            return "Active";
        }
        return drawn < 0.985 ? "Pending" : drawn < 0.995 ? "Suspended" : "Closed";
    }
}
