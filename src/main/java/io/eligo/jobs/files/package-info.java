/**
 * The job files in {@code jobs/}: settings, arguments and their types.
 */
@NullMarked
@NamedInterface("files")
package io.eligo.jobs.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
