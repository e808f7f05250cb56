package io.eligo.grants;

import io.eligo.catalog.AudienceIndex;
import io.eligo.catalog.AudienceIndex.AtMerchant;
import io.eligo.catalog.Audiences;
import io.eligo.customers.Customers;
import io.eligo.customers.UserRange;
import io.eligo.rules.CustomerType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which of a merchant's customers are not granted some of its offers as they should be, found without reading all that they have. */
@Component
public class GrantsOfOffers {
    private final GrantsTable table;
    private final Customers customers;
    private final Audiences audiences;

    GrantsOfOffers(GrantsTable table, Customers customers, Audiences audiences) {
        this.table = table;
        this.customers = customers;
        this.audiences = audiences;
    }

    /**
     * Customers who follow each other.
     *
     * @param users how many they are
     * @param inDoubt those of them who are to be reconciled
     * @param last the last of them, if more may follow
     */
    public record Page(
            int users, List<UUID> inDoubt, @Nullable UUID last) {}

    /**
     * The first {@code limit} customers of the range, compared without locks: in doubt is whoever has no row, has or lacks one of
     * the offers and should not, or is being written by somebody else, who may have begun before the offers changed.
     *
     * @param offerNos of offers that are the merchant's, or were; none means that every customer is in doubt
     */
    public Page page(UUID merchant, UserRange range, List<Integer> offerNos, int limit) {
        if (offerNos.isEmpty()) {
            List<UUID> all = customers.customersOf(merchant, range, limit);
            return new Page(all.size(), all, all.size() < limit ? null : all.get(limit - 1));
        }
        // In this order: whoever is not being written now is written from what the index has seen, or was written
        // before.
        AudienceIndex index = audiences.upToDate();
        var beingWritten = new HashSet<>(table.lockedKeys());
        var inDoubt = new ArrayList<UUID>();
        var last = new UUID[1];
        int users = table.customers(
                merchant, range, offerNos, levels(index.at(merchant), offerNos), limit, (user, right) -> {
                    if (!right || beingWritten.contains(GrantsTable.lockKey(user))) {
                        inDoubt.add(user);
                    }
                    last[0] = user;
                });
        return new Page(users, inDoubt, users < limit ? null : last[0]);
    }

    /** At which levels each offer stands in the rows of the merchant's customers, as one bit a level. */
    private static List<Integer> levels(@Nullable AtMerchant merchant, List<Integer> offerNos) {
        return offerNos.stream()
                .map(no -> merchant == null ? 0 : levels(merchant, no))
                .toList();
    }

    private static int levels(AtMerchant merchant, int offerNo) {
        int levels = 0;
        for (CustomerType type : CustomerType.values()) {
            if (IntStream.of(merchant.offerNos(type)).anyMatch(no -> no == offerNo)) {
                levels |= 1 << type.level();
            }
        }
        return levels;
    }
}
