/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.checker.version;

import org.jspecify.annotations.NullMarked;
