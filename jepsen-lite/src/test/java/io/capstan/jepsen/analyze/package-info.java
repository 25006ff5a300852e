/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.analyze;

import org.jspecify.annotations.NullMarked;
