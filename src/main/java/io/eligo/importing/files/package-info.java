/**
 * The CSV files of an import: which there are, their columns, and rows as they are read and parsed.
 */
@NullMarked
package io.eligo.importing.files;

import org.jspecify.annotations.NullMarked;
