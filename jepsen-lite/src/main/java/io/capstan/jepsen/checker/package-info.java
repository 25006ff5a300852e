/** Judgements over histories. Pure; a checker that cannot tell says UNKNOWN. */
@NullMarked
package io.capstan.jepsen.checker;

import org.jspecify.annotations.NullMarked;
