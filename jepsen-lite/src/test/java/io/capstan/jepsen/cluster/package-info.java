/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.cluster;

import org.jspecify.annotations.NullMarked;
