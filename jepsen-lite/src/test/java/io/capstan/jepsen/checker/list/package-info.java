/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.checker.list;

import org.jspecify.annotations.NullMarked;
