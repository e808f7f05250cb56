/** What a planned import would change, before it is merged into the source tables. */
@NullMarked
@NamedInterface("planned")
package io.eligo.catalog.planned;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
