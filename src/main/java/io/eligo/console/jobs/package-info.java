/** Pages of jobs and their executions. */
@NullMarked
package io.eligo.console.jobs;

import org.jspecify.annotations.NullMarked;
