/**
 * Startup checks, and the one log line that says why the application does not start. The module owns no table; no other module
 * uses it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.startup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
