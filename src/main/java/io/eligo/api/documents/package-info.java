/** Reads the body and document of a request: trusted documents, parsing, validation, and a cache of validated documents. */
@NullMarked
package io.eligo.api.documents;

import org.jspecify.annotations.NullMarked;
