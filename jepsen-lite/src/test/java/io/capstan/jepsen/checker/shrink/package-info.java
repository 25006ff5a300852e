/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.checker.shrink;

import org.jspecify.annotations.NullMarked;
