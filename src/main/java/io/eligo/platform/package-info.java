/**
 * Infrastructure of the whole application: the roles of this process, named and bounded schedulers, and the connections
 * reserved for work that must continue while all other connections are in use. The module owns no table and knows no
 * other module.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
