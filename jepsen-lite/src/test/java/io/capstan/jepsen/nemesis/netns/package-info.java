/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.nemesis.netns;

import org.jspecify.annotations.NullMarked;
