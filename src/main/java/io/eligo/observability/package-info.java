/**
 * What operators see of the program beside its work: how it starts, and in one line why it does not. It owns no table and
 * decides nothing. No room imports it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.observability;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
