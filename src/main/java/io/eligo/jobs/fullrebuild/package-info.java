/**
 * The nightly full rebuild, and audit: every user's grants compared with the rules, in balanced ranges of users, and only
 * differences written. What it had to write on a healthy day is drift.
 */
@NullMarked
package io.eligo.jobs.fullrebuild;

import org.jspecify.annotations.NullMarked;
