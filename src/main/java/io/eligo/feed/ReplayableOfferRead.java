package io.eligo.feed;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.precomputed.Feed;
import io.eligo.feed.precomputed.PrecomputedOffer;
import io.eligo.feed.querytime.QueryTimeFeed;
import io.eligo.feed.shadow.PathAnswer;
import io.eligo.feed.shadow.ShadowedRead;
import io.eligo.feed.visible.UserFeed;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.grants.store.UserGrants;
import io.eligo.legacy.QueryTimeResolver;
import io.eligo.rollout.shadow.ComparedAnswer;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rollout.shadow.ComparedRead;
import io.eligo.rules.ConditionResult;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;

/** A read that was answered and that both paths can answer again, at the same instant, for a shadow comparison. */
record ReplayableOfferRead<T extends @Nullable Object>(
        FeedQuery<T> read, ComparedRead description, QueryTimeResolver queryTimeResolver) implements ShadowedRead {
    @Override
    public UUID user() {
        return read.user();
    }

    @Override
    public PathAnswer precomputed(CatalogSnapshot catalog, UserGrants grants) {
        return new FeedResult<>(read, new Feed(catalog, grants, read.filter(), description.now()));
    }

    @Override
    public PathAnswer queryTime() {
        return new FeedResult<>(
                read, new QueryTimeFeed(queryTimeResolver, read.user(), read.filter(), description.now()));
    }

    @Override
    public RuledOffer applyRules(CatalogSnapshot catalog, CatalogOffer offer, CustomerType type) {
        List<ConditionResult> conditions = offer.offer().explain(type, description.now());
        boolean shown = conditions.stream().allMatch(ConditionResult::met)
                && read.filter().select(catalog).contains(catalog.lowerBound(offer.key()));
        return new RuledOffer(shown ? ComparedOfferMapper.offer(new PrecomputedOffer(offer, type)) : null, conditions);
    }

    /** A feed that is evaluated once. */
    private static final class FeedResult<T extends @Nullable Object> implements PathAnswer {
        private final UserFeed feed;
        private final SingletonSupplier<ComparedAnswer> answer;
        private final SingletonSupplier<List<ComparedOffer>> offers;

        FeedResult(FeedQuery<T> read, UserFeed feed) {
            this.feed = feed;
            this.answer = SingletonSupplier.of(
                    () -> read.comparable().apply(read.evaluate().apply(feed)));
            this.offers = SingletonSupplier.of(() -> read.compared().apply(feed));
        }

        @Override
        public ComparedAnswer answer() {
            return answer.obtain();
        }

        @Override
        public List<ComparedOffer> offers() {
            return offers.obtain();
        }

        @Override
        public @Nullable ComparedOffer find(UUID offer) {
            VisibleOffer found = feed.find(offer);
            return found == null ? null : ComparedOfferMapper.offer(found);
        }
    }
}
