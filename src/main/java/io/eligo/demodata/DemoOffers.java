package io.eligo.demodata;

import io.eligo.demodata.DemoDataset.EntityKind;
import io.eligo.demodata.DemoMerchants.DemoMerchant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which offer is of which type and whose. The first numbers are loyalty programs, one a merchant; of the rest each draws. Big
 * merchants have more offers, by far less than they have more customers.
 */
final class DemoOffers {
    private static final double LOYALTY = 0.12;
    private static final double CASHBACK = 0.48;
    private static final double WITHOUT_MERCHANT = 0.03;
    private static final double SKEW = 0.26;

    private final DemoDataset dataset;
    private final DemoMerchants merchants;
    private final WeightedSampler owners;
    private final int programs;

    DemoOffers(DemoDataset dataset, DemoMerchants merchants) {
        this.dataset = dataset;
        this.merchants = merchants;
        this.owners =
                new WeightedSampler(dataset.merchants(), i -> StrictMath.pow(DemoDataset.merchantWeight(i), SKEW));
        this.programs = (int) Math.min(dataset.merchants(), Math.round(LOYALTY * dataset.offers()));
    }

    enum DemoOfferType {
        CASHBACK,
        EXCLUSIVE,
        LOYALTY
    }

    /** @param draw decides everything else about the offer */
    record DemoOffer(
            int number,
            UUID id,
            DemoOfferType type,
            @Nullable Integer merchant,
            SeededRandom random) {}

    List<DemoOffer> findByType(DemoOfferType type) {
        return IntStream.range(0, dataset.offers())
                .mapToObj(this::offer)
                .filter(offer -> offer.type() == type)
                .toList();
    }

    /** The merchant that an offer belongs to, or, if to none, one that it might be about. */
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
            return new DemoOffer(number, id, DemoOfferType.LOYALTY, without ? null : evenlySpaced(number), random);
        }
        return cashback
                ? new DemoOffer(number, id, DemoOfferType.CASHBACK, owner, random)
                : new DemoOffer(number, id, DemoOfferType.EXCLUSIVE, without ? null : owner, random);
    }

    // At even distances from the biggest to the smallest.
    private int evenlySpaced(int program) {
        return (int) ((long) program * dataset.merchants() / programs);
    }
}
