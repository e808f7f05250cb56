/** The writers' audience index, which decides grants; it is refreshed in the transaction that decides. */
@NullMarked
@NamedInterface("audience")
package io.eligo.catalog.audience;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
