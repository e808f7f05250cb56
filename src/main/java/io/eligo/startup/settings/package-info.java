/**
 * The settings {@code eligo.*} at the start: former and unknown names are refused before anything is connected, and an invalid value
 * is explained in one sentence. The records of the settings stand in the modules that use them.
 */
@NullMarked
package io.eligo.startup.settings;

import org.jspecify.annotations.NullMarked;
