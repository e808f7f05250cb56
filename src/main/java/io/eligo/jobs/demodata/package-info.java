/**
 * Generated data for trying, showing and measuring: every row is a pure function of the seed, its kind and its number, so any
 * part can be made anywhere, again and in any order. It fills empty source tables and never mixes with what is there.
 */
@NullMarked
package io.eligo.jobs.demodata;

import org.jspecify.annotations.NullMarked;
