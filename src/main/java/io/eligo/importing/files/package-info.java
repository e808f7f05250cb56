/** The CSV files of an import: the known files, their columns, and the reading and parsing of rows. */
@NullMarked
package io.eligo.importing.files;

import org.jspecify.annotations.NullMarked;
