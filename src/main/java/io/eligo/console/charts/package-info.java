/** The charts of the overview, and the samples of each node and minute that they show. */
@NullMarked
package io.eligo.console.charts;

import org.jspecify.annotations.NullMarked;
