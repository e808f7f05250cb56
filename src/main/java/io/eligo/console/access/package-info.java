/**
 * Access to the console: token cookie, scopes, CSRF protection of forms, and the pages of rejected requests.
 */
@NullMarked
package io.eligo.console.access;

import org.jspecify.annotations.NullMarked;
