/**
 * The entries of the readers' catalogue and its inverted indexes: ordering, posting lists, searched text, selection.
 */
@NullMarked
@NamedInterface("index")
package io.eligo.catalog.index;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
