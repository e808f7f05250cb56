/**
 * Signs of life: which processes there are, what each of them runs, and who may go on writing. A run is a row that its node
 * keeps alive; a node that is silent for too long loses it, and what it had begun is recovered by others.
 */
@NullMarked
@NamedInterface("life")
package io.eligo.jobs.life;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
