/** The sequences of the numbers of merchants and offers, and how much of them is used. */
@NullMarked
@NamedInterface("numbers")
package io.eligo.catalog.numbers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
