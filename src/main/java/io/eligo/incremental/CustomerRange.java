package io.eligo.incremental;

import io.eligo.customers.UserRange;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * The customers of a merchant within a range of users.
 *
 * @param offerNos the changed offers; empty means all offers of the merchant
 */
record CustomerRange(UUID merchant, UserRange users, List<Integer> offerNos) {
    private static final String KEY = "ranges";

    CustomerRange after(UUID user) {
        return new CustomerRange(merchant, users.startingAfter(user), offerNos);
    }

    static void store(ExecutionContext partition, List<CustomerRange> ranges) {
        partition.putString(
                KEY,
                ranges.stream()
                        .map(range -> String.format(
                                Locale.ROOT,
                                "%s/%s/%s/%s",
                                range.merchant(),
                                range.users().from(),
                                range.users().upTo(),
                                range.offerNos().stream().map(String::valueOf).collect(Collectors.joining("+"))))
                        .collect(Collectors.joining(",")));
    }

    static List<CustomerRange> load(ExecutionContext partition) {
        return Stream.of(partition.getString(KEY).split(","))
                .map(text -> text.split("/", -1))
                .map(parts -> new CustomerRange(
                        UUID.fromString(parts[0]),
                        new UserRange(UUID.fromString(parts[1]), UUID.fromString(parts[2])),
                        Stream.of(parts[3].split("\\+"))
                                .filter(no -> !no.isEmpty())
                                .map(Integer::valueOf)
                                .toList()))
                .toList();
    }
}
