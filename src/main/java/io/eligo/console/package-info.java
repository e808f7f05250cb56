/**
 * The operator console at {@code /console}. The module owns the sign-in of the pages and the table {@code metric_sample} of
 * the charts. It must not change data itself: every action goes through {@code operations}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "api",
            "catalog",
            "catalog :: index",
            "catalog :: numbers",
            "customers",
            "feed",
            "jobs",
            "jobs :: control",
            "jobs :: files",
            "jobs :: guard",
            "jobs :: runtime",
            "metrics",
            "operations",
            "outbox",
            "outbox :: inspect",
            "platform",
            "platform :: clock",
            "rollout",
            "rollout :: shadow",
            "rollout :: schedule",
            "rollout :: triggers",
            "rules",
            "rules :: vocabulary",
            "security",
            "security :: requests"
        })
package io.eligo.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
