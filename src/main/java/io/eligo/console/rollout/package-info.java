/** Pages of the rollout switch, its triggers and schedules, and of wrong answers. */
@NullMarked
package io.eligo.console.rollout;

import org.jspecify.annotations.NullMarked;
