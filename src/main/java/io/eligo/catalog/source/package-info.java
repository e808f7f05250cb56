/**
 * Reading the source tables row by row; a row that cannot be read is left out and reported.
 */
@NullMarked
package io.eligo.catalog.source;

import org.jspecify.annotations.NullMarked;
