/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.nemesis;

import org.jspecify.annotations.NullMarked;
