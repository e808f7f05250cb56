/**
 * The threads of the whole application: schedulers and executors, each named, bounded and for one component. Methods with
 * {@code @Scheduled} share Spring Boot's scheduler, which has a thread for each.
 */
@NullMarked
@NamedInterface("threads")
package io.eligo.platform.threads;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
