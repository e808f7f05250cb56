/**
 * The incremental run behind events of offers: the customers of some merchants are brought in line, in pieces, several at once.
 */
@NullMarked
package io.eligo.jobs.offerchanges;

import org.jspecify.annotations.NullMarked;
