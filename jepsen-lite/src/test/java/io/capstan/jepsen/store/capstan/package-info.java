/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.store.capstan;

import org.jspecify.annotations.NullMarked;
