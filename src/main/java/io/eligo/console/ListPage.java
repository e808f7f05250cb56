package io.eligo.console;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;

/**
 * One page of a list, newest first.
 *
 * @param next the id before which the next page begins; null if there is none
 */
public record ListPage<T>(List<T> rows, @Nullable Long next) {
    private static final int SIZE = 50;

    /** @param findNewest returns at most as many rows as it is asked for: one more than a page shows whether another page follows */
    public static <T> ListPage<T> read(IntFunction<List<T>> findNewest, ToLongFunction<T> id) {
        List<T> found = findNewest.apply(SIZE + 1);
        return found.size() <= SIZE
                ? new ListPage<>(found, null)
                : new ListPage<>(found.subList(0, SIZE), id.applyAsLong(found.get(SIZE - 1)));
    }

    /** @param before the id before which this page begins; null for the first page */
    public void addTo(Model model, String name, @Nullable Long before) {
        model.addAttribute(name, rows);
        model.addAttribute("next", next);
        model.addAttribute("before", before);
    }
}
