/**
 * The threads of the whole application: schedulers and executors, each named, bounded and for one component. Short periodic work
 * that may wait for other such work shares Spring Boot's scheduler.
 */
@NullMarked
@NamedInterface("threads")
package io.eligo.platform.threads;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
