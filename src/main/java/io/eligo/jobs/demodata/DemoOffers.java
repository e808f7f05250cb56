package io.eligo.jobs.demodata;

import io.eligo.jobs.demodata.DemoMerchants.DemoMerchant;
import io.eligo.jobs.demodata.World.Kind;
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

    private final World world;
    private final DemoMerchants merchants;
    private final Weights owners;
    private final int programs;

    DemoOffers(World world, DemoMerchants merchants) {
        this.world = world;
        this.merchants = merchants;
        this.owners = new Weights(world.merchants(), i -> StrictMath.pow(World.weight(i), SKEW));
        this.programs = (int) Math.min(world.merchants(), Math.round(LOYALTY * world.offers()));
    }

    enum Type {
        CASHBACK,
        EXCLUSIVE,
        LOYALTY
    }

    /** @param draw decides everything else about the offer */
    record DemoOffer(
            int number, UUID id, Type type, @Nullable Integer merchant, Draw draw) {}

    List<DemoOffer> ofType(Type type) {
        return IntStream.range(0, world.offers())
                .mapToObj(this::offer)
                .filter(offer -> offer.type() == type)
                .toList();
    }

    /** The merchant that an offer belongs to, or, if to none, one that it might be about. */
    DemoMerchant subject(DemoOffer offer) {
        Integer merchant = offer.merchant();
        return merchants.merchant(merchant != null ? merchant : offer.number() % world.merchants());
    }

    @Nullable
    UUID merchantId(DemoOffer offer) {
        Integer merchant = offer.merchant();
        return merchant == null ? null : world.id(Kind.MERCHANT, merchant);
    }

    private DemoOffer offer(int number) {
        Draw draw = world.draw(Kind.OFFER, number);
        int owner = owners.draw(draw);
        boolean without = draw.chance(WITHOUT_MERCHANT);
        boolean cashback = draw.chance(CASHBACK);
        UUID id = world.id(Kind.OFFER, number);
        if (number < programs) {
            return new DemoOffer(number, id, Type.LOYALTY, without ? null : spread(number), draw);
        }
        return cashback
                ? new DemoOffer(number, id, Type.CASHBACK, owner, draw)
                : new DemoOffer(number, id, Type.EXCLUSIVE, without ? null : owner, draw);
    }

    // At even distances from the biggest to the smallest.
    private int spread(int program) {
        return (int) ((long) program * world.merchants() / programs);
    }
}
