/** Reads the source tables row by row; an unreadable row is left out and reported. */
@NullMarked
package io.eligo.catalog.source;

import org.jspecify.annotations.NullMarked;
