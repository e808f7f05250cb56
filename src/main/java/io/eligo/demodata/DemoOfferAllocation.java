package io.eligo.demodata;

import io.eligo.demodata.DemoDataset.EntityKind;
import io.eligo.demodata.DemoMerchants.DemoMerchant;
import io.eligo.rules.vocabulary.OfferType;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The type and the merchant of each offer. The first numbers are loyalty programs, one per merchant; the others draw
 * both. Large merchants have more offers, but by a far smaller factor than they have more customers.
 */
final class DemoOfferAllocation {
    private static final double LOYALTY = 0.12;
    private static final double CASHBACK = 0.48;
    private static final double WITHOUT_MERCHANT = 0.03;
    private static final double SKEW = 0.26;

    private final DemoDataset dataset;
    private final DemoMerchants merchants;
    private final WeightedSampler owners;
    private final int programs;

    DemoOfferAllocation(DemoDataset dataset, DemoMerchants merchants) {
        this.dataset = dataset;
        this.merchants = merchants;
        this.owners =
                new WeightedSampler(dataset.merchants(), i -> StrictMath.pow(DemoDataset.merchantWeight(i), SKEW));
        this.programs = (int) Math.min(dataset.merchants(), Math.round(LOYALTY * dataset.offers()));
    }

    /** @param draw the random stream that determines everything else about the offer */
    record DemoOffer(
            int number, UUID id, OfferType type, @Nullable Integer merchant, SeededRandom random) {}

    List<DemoOffer> findByType(OfferType type) {
        return IntStream.range(0, dataset.offers())
                .mapToObj(this::offer)
                .filter(offer -> offer.type() == type)
                .toList();
    }

    /** The merchant of an offer. For an offer without a merchant, the merchant that its text is about. */
    DemoMerchant getMerchant(DemoOffer offer) {
        Integer merchant = offer.merchant();
        return merchants.merchant(merchant != null ? merchant : offer.number() % dataset.merchants());
    }

    @Nullable
    UUID merchantId(DemoOffer offer) {
        Integer merchant = offer.merchant();
        return merchant == null ? null : dataset.id(EntityKind.MERCHANT, merchant);
    }

    private DemoOffer offer(int number) {
        SeededRandom random = dataset.randomFor(EntityKind.OFFER, number);
        int owner = owners.sample(random);
        boolean without = random.nextBoolean(WITHOUT_MERCHANT);
        boolean cashback = random.nextBoolean(CASHBACK);
        UUID id = dataset.id(EntityKind.OFFER, number);
        if (number < programs) {
            return new DemoOffer(number, id, OfferType.LOYALTY, without ? null : evenlySpaced(number), random);
        }
        return cashback
                ? new DemoOffer(number, id, OfferType.CASHBACK, owner, random)
                : new DemoOffer(number, id, OfferType.EXCLUSIVE, without ? null : owner, random);
    }

    // Evenly spaced from the largest to the smallest merchant.
    private int evenlySpaced(int program) {
        return (int) ((long) program * dataset.merchants() / programs);
    }
}
