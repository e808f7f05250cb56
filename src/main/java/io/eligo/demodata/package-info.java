/**
 * Generated data for trials, demos and benchmarks. Every row is a pure function of the seed, its kind and its number,
 * so any part can be generated on any node, repeatedly and in any order. The job fills empty source tables only.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "copy",
            "grants :: store",
            "jobs",
            "jobs :: files",
            "jobs :: progress",
            "jobs :: runtime",
            "rules",
            "rules :: vocabulary"
        })
package io.eligo.demodata;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
