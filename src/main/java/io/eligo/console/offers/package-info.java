/** The page that explains users and offers, and the searches behind it. */
@NullMarked
package io.eligo.console.offers;

import org.jspecify.annotations.NullMarked;
