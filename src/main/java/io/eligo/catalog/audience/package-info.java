/**
 * The writers' index of audiences, from which grants are decided; it is brought up to date in the transaction that decides.
 */
@NullMarked
@NamedInterface("audience")
package io.eligo.catalog.audience;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
