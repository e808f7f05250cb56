package io.eligo.demodata;

import io.eligo.copy.TextRowWriter;
import io.eligo.demodata.DemoDataset.EntityKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Merchants, their outlets and payment points. The rates of flaws are described in ops/runbooks/demo-data.md.
 */
final class DemoMerchants {
    // The numbers of an entity's parts start at the entity's own number times these factors, so that they never collide
    // with those of another entity.
    private static final int MOST_OUTLETS = 64;
    private static final int MOST_POINTS = 2;

    private final DemoDataset dataset;

    DemoMerchants(DemoDataset dataset) {
        this.dataset = dataset;
    }

    record DemoMerchant(
            UUID id, String name, String status, BusinessType trade, String town, int outlets, Instant createdAt) {}

    DemoMerchant merchant(int number) {
        SeededRandom random = dataset.randomFor(EntityKind.MERCHANT, number);
        BusinessType trade = DemoNames.trade(random);
        String name = DemoNames.business(random, trade);
        double size = StrictMath.sqrt(DemoDataset.merchantWeight(number) / DemoDataset.merchantWeight(0));
        int outlets = Math.min(1 + random.geometricLike(1 + 25 * size), MOST_OUTLETS);
        return new DemoMerchant(
                dataset.id(EntityKind.MERCHANT, number),
                name,
                status(random.nextDouble()),
                trade,
                DemoNames.town(random),
                outlets,
                random.nextInstantIn(2020, 2023));
    }

    void writeMerchants(TextRowWriter rows) {
        for (int number = 0; number < dataset.merchants(); number++) {
            DemoMerchant merchant = merchant(number);
            rows.writeRow(merchant.id, merchant.name, merchant.status, merchant.trade.category, merchant.createdAt);
        }
    }

    void writeOutlets(TextRowWriter rows) {
        for (int number = 0; number < dataset.merchants(); number++) {
            DemoMerchant merchant = merchant(number);
            for (long outlet : outlets(number, merchant)) {
                SeededRandom random = dataset.randomFor(EntityKind.OUTLET, outlet);
                String street = DemoNames.street(random);
                rows.writeRow(
                        outletId(outlet),
                        merchant.id,
                        String.format(Locale.ROOT, "%s, %s", merchant.name, street),
                        random.nextBoolean(0.9)
                                ? String.format(
                                        Locale.ROOT, "%s, %s", DemoNames.openingHours(random), DemoNames.town(random))
                                : null,
                        !random.nextBoolean(0.05),
                        random.nextReviewStatus(),
                        random.nextInstantIn(2022, 2024));
            }
        }
    }

    void writePaymentPoints(TextRowWriter rows) {
        for (int number = 0; number < dataset.merchants(); number++) {
            for (long outlet : outlets(number, merchant(number))) {
                writePaymentPoints(outlet, rows);
            }
        }
    }

    private void writePaymentPoints(long outlet, TextRowWriter rows) {
        SeededRandom random = dataset.randomFor(EntityKind.PAYMENT_POINT, outlet);
        double drawn = random.nextDouble();
        int points = drawn < 0.02 ? 0 : drawn < 0.17 ? MOST_POINTS : 1;
        boolean till = random.nextBoolean(0.7);
        for (int i = 0; i < points; i++) {
            rows.writeRow(
                    dataset.id(EntityKind.PAYMENT_POINT, outlet * MOST_POINTS + i),
                    outletId(outlet),
                    till == (i == 0) ? "till" : "paybill",
                    !random.nextBoolean(0.06),
                    random.nextDeletedAt(0.04),
                    random.nextReviewStatus(),
                    random.nextInstantIn(2022, 2024));
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
        return dataset.id(EntityKind.OUTLET, outlet);
    }

    private static String status(double drawn) {
        if (drawn < 0.96) {
            return "Active";
        }
        return drawn < 0.985 ? "Pending" : drawn < 0.995 ? "Suspended" : "Closed";
    }
}
