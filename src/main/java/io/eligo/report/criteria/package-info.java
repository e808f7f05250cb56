/** The criteria of success, and how each is judged by metrics. */
@NullMarked
package io.eligo.report.criteria;

import org.jspecify.annotations.NullMarked;
