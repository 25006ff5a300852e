/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.checker.run;

import org.jspecify.annotations.NullMarked;
