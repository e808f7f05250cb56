/**
 * Startup checks, and the one log line that says why the application does not start. The module owns no table. Other modules
 * throw its {@link io.eligo.startup.StartupFailure}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.startup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
