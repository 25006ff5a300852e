/** Tests of {@code kv lab}. */
@NullMarked
package io.capstan.jepsen.lab;

import org.jspecify.annotations.NullMarked;
