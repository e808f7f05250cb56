package io.eligo.feed;

import graphql.relay.Connection;
import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.Ids;
import io.eligo.catalog.CatalogView;
import io.eligo.feed.freshness.FreshCatalogReader;
import io.eligo.feed.freshness.Freshness;
import io.eligo.feed.paging.Cursor;
import io.eligo.feed.paging.Paging;
import io.eligo.grants.Grants;
import io.eligo.grants.ResolvedGrants;
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

/**
 * The queries of the schema. Each reads its arguments, then the grants, then the clock, once, and evaluates the feed
 * at that instant.
 */
@Controller
class OfferQueries {
    private final Grants grants;
    private final FreshCatalogReader catalogReader;
    private final Clock clock;

    OfferQueries(Grants grants, FreshCatalogReader reads, Clock clock) {
        this.grants = grants;
        this.catalogReader = reads;
        this.clock = clock;
    }

    @QueryMapping
    Connection<VisibleOffer> offers(DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).resolveUserId(field.getArgument("userId"));
        var paging = Paging.of(field, Cursor.OFFER);
        var filter = OfferFilter.of(field.getArgument("filter"));
        return PageableList.ofOffers(feed(user, filter, field)).page(paging);
    }

    @QueryMapping
    Connection<Outlet> outlets(DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).resolveUserId(field.getArgument("userId"));
        var paging = Paging.of(field, Cursor.OUTLET);
        var filter = OfferFilter.of(field.getArgument("filter"));
        return PageableList.ofOutlets(feed(user, filter, field)).page(paging);
    }

    @QueryMapping
    @Nullable
    VisibleOffer offer(@Argument String id, DataFetchingEnvironment field, Authentication caller) {
        UUID user = new RequestingUser(caller).ownUserId();
        UUID wanted = Ids.parse("id", id);
        return feed(user, OfferFilter.MATCH_ALL, field).find(wanted);
    }

    private Feed feed(UUID user, OfferFilter filter, DataFetchingEnvironment field) {
        Freshness freshness = Freshness.from(field);
        CatalogView view = catalogReader.catalog(freshness);
        // A read with a freshness token bypasses the cache: the cache evictions of the change may not have
        // arrived yet.
        ResolvedGrants resolvedGrants = freshness.token() == null ? grants.get(user) : grants.getUncached(user);
        freshness.recordRead(view, resolvedGrants.source());
        // Truncated to microseconds as in the database: a window that ends at this microsecond still includes it.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Feed(view.snapshot(), resolvedGrants.grants(), filter, now);
    }
}
