/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.checker;

import org.jspecify.annotations.NullMarked;
