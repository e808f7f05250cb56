package io.eligo.feed;

import io.eligo.cache.CacheFixture;
import io.eligo.rollout.RolloutFixture;
import io.eligo.servers.EligoTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/** The application with a settable clock and an HTTP client. All tests of the API share it and its database. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EligoTest
@Import({
    SettableClock.Configuration.class,
    CacheFixture.class,
    ApiClient.class,
    DatasetLoader.class,
    FourWayComparison.class,
    RolloutFixture.class,
    ShadowFixture.class,
    ShadowWorld.class
})
public @interface ApiTest {}
