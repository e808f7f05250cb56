/**
 * Limits on receiving requests: rate limit, bodies that arrive slowly, threads reserved for health probes. {@code
 * docs/architecture/requests.md} draws the states of a body.
 */
@NullMarked
@NamedInterface("requests")
package io.eligo.security.requests;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
