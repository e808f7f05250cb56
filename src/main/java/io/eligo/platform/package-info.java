/**
 * Threads and connections that serve the whole application, named and bounded: schedulers, and a few connections reserved for
 * what must go on while all others are taken. It owns no table and knows no other room.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
