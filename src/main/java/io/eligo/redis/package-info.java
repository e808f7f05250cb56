/**
 * Access to a Redis that may be slow, unavailable or replaced by another server: a read waits for at most {@code
 * eligo.redis.timeout}, and commands go only to identified servers. The module owns the connections, which Spring Boot's own settings configure, and no key.
 * Callers must be able to work without an answer. {@code docs/architecture/cache.md} draws one command.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"metrics", "platform", "platform :: threads"})
package io.eligo.redis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
