/** The bytes of the contract's messages, which must never change. */
@NullMarked
package io.capstan.wire;

import org.jspecify.annotations.NullMarked;
