/**
 * Who may see which page: sign-in by token cookie, scopes, forms, and the pages of refused requests.
 */
@NullMarked
package io.eligo.console.access;

import org.jspecify.annotations.NullMarked;
