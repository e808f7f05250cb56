package io.eligo.rollout.shadow;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An offer as one path answers it: everything that the API shows.
 *
 * @param type as the schema spells it
 * @param orderedAt the instant in the cursor, by which feeds are ordered
 * @param tiers of cashback configurations and loyalty programs, else empty
 * @param rewards of loyalty programs, else empty
 */
public record ComparedOffer(
        UUID id,
        String type,
        Instant orderedAt,
        String name,
        @Nullable String description,
        @Nullable ComparedMerchant merchant,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        List<ComparedOutlet> outlets,
        List<ComparedTier> tiers,
        List<ComparedReward> rewards) {
    public ComparedOffer {
        outlets = List.copyOf(outlets);
        tiers = List.copyOf(tiers);
        rewards = List.copyOf(rewards);
    }

    public record ComparedMerchant(UUID id, String name, String category) {}

    public record ComparedOutlet(
            UUID id, String name, @Nullable String description, ComparedMerchant merchant) {}

    /**
     * A tier.
     *
     * @param percentage null for a loyalty tier; without trailing zeros, which are no change
     * @param minCustomerType null for a cashback tier
     */
    public record ComparedTier(
            UUID id,
            String name,
            @Nullable BigDecimal percentage,
            @Nullable String minCustomerType) {
        public ComparedTier {
            percentage = percentage == null ? null : normalized(percentage);
        }

        private static BigDecimal normalized(BigDecimal percentage) {
            BigDecimal stripped = percentage.stripTrailingZeros();
            return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        }
    }

    public record ComparedReward(UUID id, String name) {}

    private record Field(String name, Function<ComparedOffer, @Nullable Object> value) {}

    private static final List<Field> FIELDS = List.of(
            new Field("type", ComparedOffer::type),
            new Field("orderedAt", ComparedOffer::orderedAt),
            new Field("name", ComparedOffer::name),
            new Field("description", ComparedOffer::description),
            new Field("merchant", ComparedOffer::merchant),
            new Field("validFrom", ComparedOffer::validFrom),
            new Field("validUntil", ComparedOffer::validUntil),
            new Field("outlets", ComparedOffer::outlets),
            new Field("tiers", ComparedOffer::tiers),
            new Field("rewards", ComparedOffer::rewards));

    /** The names of the fields that differ from another version of the offer. */
    public List<String> differingFields(ComparedOffer other) {
        var names = new ArrayList<String>();
        for (Field field : FIELDS) {
            if (!Objects.equals(field.value().apply(this), field.value().apply(other))) {
                names.add(field.name());
            }
        }
        return names;
    }
}
