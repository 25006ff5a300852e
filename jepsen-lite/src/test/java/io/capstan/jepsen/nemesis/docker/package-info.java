/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.nemesis.docker;

import org.jspecify.annotations.NullMarked;
