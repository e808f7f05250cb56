package io.eligo.offers;

import graphql.relay.Connection;
import graphql.schema.DataFetchingEnvironment;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.grants.Grants;
import io.eligo.grants.UserGrants;
import io.eligo.graphql.Ids;
import io.eligo.rules.Outlet;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** The queries of the schema. Each reads its arguments, then the grants, then the clock, once, and judges at that instant. */
@Controller
class OfferQueries {
    private final Grants grants;
    private final Catalog catalog;
    private final Clock clock;

    OfferQueries(Grants grants, Catalog catalog, Clock clock) {
        this.grants = grants;
        this.catalog = catalog;
        this.clock = clock;
    }

    @QueryMapping
    Connection<ShownOffer> offers(DataFetchingEnvironment field, Authentication caller) {
        UUID user = new Asker(caller).asksFor(field.getArgument("userId"));
        var paging = Paging.of(field, Cursor.OF_OFFER);
        var filter = OfferFilter.of(field.getArgument("filter"));
        CatalogSnapshot snapshot = catalog.current();
        Feed feed = feed(user, snapshot, filter);
        return new Listing<>(
                        feed,
                        feed::offer,
                        position -> snapshot.offer(position).key(),
                        snapshot::firstNotBefore,
                        Cursor.OF_OFFER)
                .page(paging);
    }

    @QueryMapping
    Connection<Outlet> outlets(DataFetchingEnvironment field, Authentication caller) {
        UUID user = new Asker(caller).asksFor(field.getArgument("userId"));
        var paging = Paging.of(field, Cursor.OF_OUTLET);
        var filter = OfferFilter.of(field.getArgument("filter"));
        CatalogSnapshot snapshot = catalog.current();
        var outlets = new OutletsOfFeed(snapshot, feed(user, snapshot, filter));
        return new Listing<>(
                        outlets,
                        snapshot::outlet,
                        snapshot::outletKey,
                        snapshot::firstOutletNotBefore,
                        Cursor.OF_OUTLET)
                .page(paging);
    }

    @QueryMapping
    @Nullable
    ShownOffer offer(@Argument String id, Authentication caller) {
        UUID user = new Asker(caller).self();
        UUID wanted = Ids.of("id", id);
        CatalogSnapshot snapshot = catalog.current();
        return feed(user, snapshot, OfferFilter.ALL).find(wanted);
    }

    private Feed feed(UUID user, CatalogSnapshot snapshot, OfferFilter filter) {
        UserGrants granted = grants.of(user);
        // Cut as the database cuts: a window that ends at this microsecond still holds it.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Feed(snapshot, granted, filter, now);
    }
}
