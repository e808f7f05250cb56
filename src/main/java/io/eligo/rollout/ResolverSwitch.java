package io.eligo.rollout;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Decides for each read which path answers it: the flag {@code optimized-offers-resolver}, evaluated through OpenFeature. */
@Component
public class ResolverSwitch implements DisposableBean {
    private final OpenFeatureAPI openFeature = OpenFeatureAPI.createIsolated();
    private final Client flags;
    private final RolloutFollower follower;

    ResolverSwitch(RolloutFollower follower) {
        this.follower = follower;
        openFeature.setProviderAndWait(new RolloutFeatureProvider(follower::current));
        this.flags = openFeature.getClient();
    }

    /** Whether the precomputed path answers this user; else the query-time resolver does. No SQL. */
    public boolean usesPrecomputed(UUID user) {
        return flags.getBooleanValue(RolloutFeatureProvider.FLAG, true, new ImmutableContext(user.toString()));
    }

    /** Whether the query-time resolver answers every user, so that no read needs the catalogue. */
    public boolean usesQueryTimeForAll() {
        return follower.current().includesNoUser();
    }

    /** Whether the other path answers this read too, to be compared: for a random share of the reads. No SQL. */
    public boolean choosesForShadow() {
        return follower.current().choosesForShadow(ThreadLocalRandom.current());
    }

    @Override
    public void destroy() {
        openFeature.shutdown();
    }
}
