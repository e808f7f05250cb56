/** The trial of an upgrade that {@code ops/release/try-upgrade} runs: nodes of two versions on one database, under load and changes. */
@NullMarked
package io.eligo.bench.upgrade;

import org.jspecify.annotations.NullMarked;
