/**
 * Redis as something that may be slow, gone, or another than it was: commands that take tens of milliseconds at most, and only
 * with servers that are known. It owns the connections, by Spring Boot's own settings, and no key; whoever asks has to be able
 * to do without an answer.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.redis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
