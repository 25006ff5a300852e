/** {@code kv lab}: long runs in the background, a seed at a time, with a line of results each. */
@NullMarked
package io.capstan.jepsen.lab;

import org.jspecify.annotations.NullMarked;
