/**
 * The list of all metrics that Eligo adds to those of Spring Boot: name, unit, labels with their values, roles and meaning,
 * each once. Modules create their meters from it and read the values of gauges that are in the database through the sampler,
 * so that a scrape reads memory only. The module uses no type of the modules that it lists; their names and tables occur in it as
 * values of labels.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform"})
package io.eligo.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
