/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.report;

import org.jspecify.annotations.NullMarked;
