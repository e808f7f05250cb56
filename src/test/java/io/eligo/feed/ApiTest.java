package io.eligo.feed;

import io.eligo.rollout.RolloutResetCheck;
import io.eligo.servers.EligoTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.annotation.Import;

/** The application with a settable clock and an HTTP client. All tests of the API share it and its database. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EligoTest
@ExtendWith({RolloutResetCheck.class, SettableClock.Reset.class})
@Import(SettableClock.Configuration.class)
public @interface ApiTest {}
