/**
 * The import of a folder of CSV files into the source tables: each file is staged, checked against itself and the tables, and
 * merged in short transactions. It owns schema {@code staging} and the file of rejected rows; what the words, windows and
 * audiences of a row may be, {@code rules} says.
 */
@NullMarked
package io.eligo.jobs.importing;

import org.jspecify.annotations.NullMarked;
