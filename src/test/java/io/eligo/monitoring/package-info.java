/** The rules, alerts and dashboards in {@code ops}: the generator of the rules of {@code ops/slo.yml}, and checks of all of them. */
@NullMarked
package io.eligo.monitoring;

import org.jspecify.annotations.NullMarked;
