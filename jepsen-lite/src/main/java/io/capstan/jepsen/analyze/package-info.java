/** {@code kv jepsen}: what this module adds to the {@code kv} command. */
@NullMarked
package io.capstan.jepsen.analyze;

import org.jspecify.annotations.NullMarked;
