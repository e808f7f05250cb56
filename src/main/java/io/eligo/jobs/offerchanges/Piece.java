package io.eligo.jobs.offerchanges;

import io.eligo.customers.UserRange;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/** The customers of a merchant within a range of users; and which of its offers are in question: all, where there are none. */
record Piece(UUID merchant, UserRange range, List<Integer> offerNos) {
    private static final String KEY = "pieces";

    Piece behind(UUID user) {
        return new Piece(merchant, range.startingAfter(user), offerNos);
    }

    static void put(ExecutionContext partition, List<Piece> pieces) {
        partition.putString(
                KEY,
                pieces.stream()
                        .map(piece -> String.format(
                                Locale.ROOT,
                                "%s/%s/%s/%s",
                                piece.merchant(),
                                piece.range().from(),
                                piece.range().upTo(),
                                piece.offerNos().stream().map(String::valueOf).collect(Collectors.joining("+"))))
                        .collect(Collectors.joining(",")));
    }

    static List<Piece> of(ExecutionContext partition) {
        return Stream.of(partition.getString(KEY).split(","))
                .map(text -> text.split("/", -1))
                .map(parts -> new Piece(
                        UUID.fromString(parts[0]),
                        new UserRange(UUID.fromString(parts[1]), UUID.fromString(parts[2])),
                        Stream.of(parts[3].split("\\+"))
                                .filter(no -> !no.isEmpty())
                                .map(Integer::valueOf)
                                .toList()))
                .toList();
    }
}
