package io.eligo.catalog;

import static java.util.stream.Collectors.toMap;

import io.eligo.rules.Folded;
import io.eligo.rules.Outlet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Outlets by folded name, then id; each is folded once, however many offers share it, and known by its place. */
final class OutletOrder implements Comparator<Outlet> {
    private record Place(Outlet outlet, OutletKey key) {}

    private final List<Place> places;
    private final Map<UUID, List<String>> folded;
    private final Map<UUID, Integer> positions = new HashMap<>();

    OutletOrder(Collection<Outlet> outlets) {
        this.folded = outlets.stream().collect(toMap(Outlet::id, OutletOrder::fold));
        this.places = outlets.stream()
                .map(outlet -> new Place(outlet, new OutletKey(folded(outlet).get(0), outlet.id())))
                .sorted(Comparator.comparing(Place::key))
                .toList();
        for (int position = 0; position < places.size(); position++) {
            positions.put(outlet(position).id(), position);
        }
    }

    int size() {
        return places.size();
    }

    Outlet outlet(int position) {
        return places.get(position).outlet();
    }

    OutletKey key(int position) {
        return places.get(position).key();
    }

    int position(Outlet outlet) {
        Integer position = positions.get(outlet.id());
        if (position == null) {
            throw new IllegalStateException("outlet %s is not in the order".formatted(outlet.id()));
        }
        return position;
    }

    /** Folded name, then folded description where there is one. */
    List<String> folded(Outlet outlet) {
        return folded.getOrDefault(outlet.id(), List.of());
    }

    @Override
    public int compare(Outlet a, Outlet b) {
        return Integer.compare(position(a), position(b));
    }

    private static List<String> fold(Outlet outlet) {
        String description = outlet.description();
        String name = Folded.of(outlet.name());
        return description == null ? List.of(name) : List.of(name, Folded.of(description));
    }
}
