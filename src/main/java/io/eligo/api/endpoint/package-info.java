/**
 * {@code POST /graphql}: the HTTP endpoint, the configuration of the engine, the scalars, and the common format of errors. A request passes
 * {@code handle}, {@code execute}, {@code answer} and {@code send} of {@code GraphQlEndpoint}; {@code reject} ends one whose document is not
 * executed. The {@code ResponseBudget} of a request is closed once it is sent, or by the method that gives up its answer.
 */
@NullMarked
package io.eligo.api.endpoint;

import org.jspecify.annotations.NullMarked;
