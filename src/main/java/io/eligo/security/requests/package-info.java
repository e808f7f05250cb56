/** Limits on receiving requests: rate limit, bodies that arrive slowly, threads reserved for health probes. */
@NullMarked
@NamedInterface("requests")
package io.eligo.security.requests;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
