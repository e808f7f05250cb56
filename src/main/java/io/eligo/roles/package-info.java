/** What a process does besides answering its operators: {@code eligo.roles}. Any room may ask; it knows none of them. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.roles;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
