/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.checker.linear;

import org.jspecify.annotations.NullMarked;
