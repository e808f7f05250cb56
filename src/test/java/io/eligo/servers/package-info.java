/**
 * Real servers for tests and for {@code test-run}: PostgreSQL and Redis from Maven artifacts, in containers, or named by the
 * environment. Test code only: not in the jar.
 */
@NullMarked
package io.eligo.servers;

import org.jspecify.annotations.NullMarked;
