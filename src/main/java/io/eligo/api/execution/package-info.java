/**
 * Writing answers: property fetching, compiled serialization plans, and JSON fragments that are kept between requests.
 */
@NullMarked
package io.eligo.api.execution;

import org.jspecify.annotations.NullMarked;
