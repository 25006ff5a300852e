/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.demo;

import org.jspecify.annotations.NullMarked;
