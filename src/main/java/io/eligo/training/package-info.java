/**
 * The command {@code train}: loads the classes that a start needs, without any server, so that the JVM can archive them. The start
 * with such an archive takes less time. {@code ops/image/archive} runs it, also while the image is built. The module owns no table.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"jobs :: cli", "jobs :: files"})
package io.eligo.training;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
