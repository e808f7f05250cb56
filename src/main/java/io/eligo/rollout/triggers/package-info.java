/**
 * Rollback by itself: triggers judge the measurements of all nodes, window by window, and switch the precomputed path off. They
 * never switch it on. {@code docs/architecture/shadow.md} has the table of the verdicts.
 */
@NullMarked
@NamedInterface("triggers")
package io.eligo.rollout.triggers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
