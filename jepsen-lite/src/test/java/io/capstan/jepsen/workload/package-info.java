/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.workload;

import org.jspecify.annotations.NullMarked;
