/**
 * Real servers for tests and for {@code test-run}: PostgreSQL and Redis from Maven artifacts, in containers, or
 * those that the environment names. Test code only: nothing of it is in the jar.
 */
@NullMarked
package io.eligo.servers;

import org.jspecify.annotations.NullMarked;
