/** Schedules change the switch step by step: forward while every trigger is good, or back hour by hour. */
@NullMarked
@NamedInterface("schedule")
package io.eligo.rollout.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
