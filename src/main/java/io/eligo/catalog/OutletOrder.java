package io.eligo.catalog;

import io.eligo.rules.FeedKey;
import io.eligo.rules.Folded;
import io.eligo.rules.Outlet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Outlets by folded name, then id; each is folded once, however many offers share it. */
final class OutletOrder implements Comparator<Outlet> {
    private final Map<UUID, List<String>> folded = new HashMap<>();

    OutletOrder(Collection<Outlet> outlets) {
        outlets.forEach(outlet -> folded.put(outlet.id(), fold(outlet)));
    }

    /** Folded name, then folded description where there is one. */
    List<String> folded(Outlet outlet) {
        return folded.getOrDefault(outlet.id(), List.of());
    }

    @Override
    public int compare(Outlet a, Outlet b) {
        int byName = Folded.compare(folded(a).get(0), folded(b).get(0));
        return byName != 0 ? byName : FeedKey.compare(a.id(), b.id());
    }

    private static List<String> fold(Outlet outlet) {
        String description = outlet.description();
        String name = Folded.of(outlet.name());
        return description == null ? List.of(name) : List.of(name, Folded.of(description));
    }
}
