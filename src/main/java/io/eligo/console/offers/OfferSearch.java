package io.eligo.console.offers;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.LiveOffers;
import io.eligo.catalog.index.OfferSelection;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.eligo.platform.clock.DecisionClock;
import io.eligo.rules.Offer;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.TextFolding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import org.springframework.stereotype.Component;

/** Finds offers for operators: by text, and examples. The catalogue is refreshed for each call. */
@Component
@ConditionalOnRole(Role.CONSOLE)
class OfferSearch {
    private final Catalog catalog;
    private final DecisionClock clock;

    OfferSearch(Catalog catalog, DecisionClock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** At most {@code size} offers that contain a text, live or not, in the order of feeds. */
    List<Offer> search(String text, int size) {
        CatalogSnapshot snapshot = catalog.refresh().snapshot();
        OfferSelection chosen = snapshot.all().withText(TextFolding.fold(text.strip()));
        var found = new ArrayList<Offer>();
        for (int position = 0; position < snapshot.size() && found.size() < size; position++) {
            if (chosen.contains(position)) {
                found.add(snapshot.offer(position).offer());
            }
        }
        return found;
    }

    /** An offer of each type that has any, a live one if there is one. */
    List<Offer> findExamples() {
        CatalogSnapshot snapshot = catalog.refresh().snapshot();
        LiveOffers live = snapshot.liveOffers(clock.instant());
        var examples = new EnumMap<OfferType, Offer>(OfferType.class);
        var liveTypes = EnumSet.noneOf(OfferType.class);
        for (int position = 0; position < snapshot.size() && liveTypes.size() < OfferType.values().length; position++) {
            Offer offer = snapshot.offer(position).offer();
            if (live.isLive(position) && liveTypes.add(offer.type())) {
                examples.put(offer.type(), offer);
            } else {
                examples.putIfAbsent(offer.type(), offer);
            }
        }
        return List.copyOf(examples.values());
    }
}
