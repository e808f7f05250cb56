/**
 * The query-time resolver, a resolver that queries at each request: one SQL statement computes a page of a user's feed from the
 * source tables, a further one its count. It answers where the rollout switch says so, and it is the reference in tests: it
 * implements docs/rules.md once more, on purpose, so that the implementations can be compared. The module owns nothing. It must not use the rules
 * or precomputed data, or it would repeat their mistakes.
 *
 * <p>Each condition stands in {@code sql/legacy/feed.sql} for each type of offer; a comment there names the constant of {@code LiveRule} that
 * states it in {@code rules}. Therefore the module has types of its own, too. {@code QueryTimeFeed} and {@code QueryTimeOffer}, of {@code
 * feed.querytime}, convert them:
 *
 * <table>
 *   <caption>Types and their counterparts</caption>
 *   <tr><th>here</th><th>elsewhere</th></tr>
 *   <tr><td>{@link io.eligo.legacy.LegacyFilter}</td><td>{@code OfferFilter}, of {@code feed.visible}</td></tr>
 *   <tr><td>{@link io.eligo.legacy.LegacyFeedKey}</td><td>{@code FeedKey}, of {@code rules}</td></tr>
 *   <tr><td>{@link io.eligo.legacy.LegacyOutletKey}</td><td>{@code OutletKey}, of {@code catalog.index}</td></tr>
 *   <tr><td>{@link io.eligo.legacy.LegacyPageRequest}</td><td>{@code Paging}, of {@code feed.paging}</td></tr>
 *   <tr><td>{@link io.eligo.legacy.LegacyOutletPage}</td><td>{@code PagedConnection}, of {@code feed.paging}</td></tr>
 *   <tr><td>{@link io.eligo.legacy.LegacyOffer}</td><td>{@code VisibleOffer}, of {@code feed.visible}</td></tr>
 * </table>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.legacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
