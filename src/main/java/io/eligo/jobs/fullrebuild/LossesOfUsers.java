package io.eligo.jobs.fullrebuild;

import io.eligo.catalog.Offers;
import io.eligo.customers.UserRange;
import io.eligo.grants.Compared;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Who would lose what if a halted rebuild went on: compared anew, as things are now. */
@Component
public class LossesOfUsers {
    private static final int SLICES_LOOKED_AT = 50;
    private static final int IN_DOUBT_A_SLICE = 100;

    private final HeldSlices held;
    private final Grants grants;
    private final Offers offers;

    LossesOfUsers(HeldSlices held, Grants grants, Offers offers) {
        this.held = held;
        this.grants = grants;
        this.offers = offers;
    }

    /** @param offers of the merchant that was asked for, which the user would lose */
    public record OfUser(UUID user, List<UUID> offers) {
        public OfUser {
            offers = List.copyOf(offers);
        }
    }

    /** Some users who would lose offers of the merchant, in user order; none where the run holds nothing of it. */
    public List<OfUser> sample(long jobInstance, UUID merchant, int most) {
        Map<Integer, UUID> own = offers.ofMerchant(merchant);
        var losses = new ArrayList<OfUser>();
        for (UserRange range : held.where(jobInstance, merchant, SLICES_LOOKED_AT)) {
            GrantsScan scan = grants.scan(range);
            for (Slice slice = scan.next(IN_DOUBT_A_SLICE); slice != null; slice = scan.next(IN_DOUBT_A_SLICE)) {
                for (Compared user : slice.inDoubt()) {
                    List<UUID> going = IntStream.of(user.going())
                            .mapToObj(own::get)
                            .filter(Objects::nonNull)
                            .toList();
                    if (!going.isEmpty()) {
                        losses.add(new OfUser(user.userId(), going));
                    }
                    if (losses.size() == most) {
                        return losses;
                    }
                }
            }
        }
        return losses;
    }
}
