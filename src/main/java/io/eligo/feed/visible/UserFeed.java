package io.eligo.feed.visible;

import io.eligo.catalog.index.OutletKey;
import io.eligo.feed.paging.PagedConnection;
import io.eligo.feed.paging.Paging;
import io.eligo.rules.FeedKey;
import io.eligo.rules.Outlet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The offers of one user that match one filter at one instant. The two implementations, {@code Feed} and {@code QueryTimeFeed},
 * return equal answers for equal data, cursors included, so a walk over pages may change from one to the other.
 */
public interface UserFeed {
    PagedConnection<VisibleOffer> offers(Paging<FeedKey> paging);

    PagedConnection<Outlet> outlets(Paging<OutletKey> paging);

    /** The offer with this id; null if the feed does not contain it. */
    @Nullable
    VisibleOffer find(UUID id);
}
