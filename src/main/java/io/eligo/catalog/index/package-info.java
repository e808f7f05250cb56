/** The entries of the readers' catalogue and its indexes: ordered index, posting lists, searched text, selections. */
@NullMarked
@NamedInterface("index")
package io.eligo.catalog.index;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
