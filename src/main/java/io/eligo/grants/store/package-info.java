/** The table {@code user_grants}: its rows, their fingerprints, and the statements that read and write them. */
@NullMarked
@NamedInterface("store")
package io.eligo.grants.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
