/**
 * Reading a request's body and document: trusted documents, parsing, validation, and a cache of documents that were validated.
 */
@NullMarked
package io.eligo.api.documents;

import org.jspecify.annotations.NullMarked;
