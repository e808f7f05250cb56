/**
 * Wrong answers that the comparison of both paths has found: their cases, and the values in which two answers are compared.
 * It must not answer queries itself: {@code feed} does, and hands over what it has found. It owns the table {@code
 * shadow_case}.
 */
@NullMarked
@NamedInterface("shadow")
package io.eligo.rollout.shadow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
