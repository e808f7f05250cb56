/**
 * The command {@code report}: asks Prometheus whether the criteria of success are met, a week or a month after the rollout, and
 * writes the answer as text, JSON or a page. It needs nothing but Prometheus: no database, no Redis, no running node. The
 * module owns no table, and defines no metric: the queries name those of module {@code metrics}, which a test checks.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"jobs :: cli", "jobs :: files", "metrics"})
package io.eligo.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
