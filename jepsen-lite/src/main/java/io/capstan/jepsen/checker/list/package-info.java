/** Judgements over lists that are only appended to. Pure. */
@NullMarked
package io.capstan.jepsen.checker.list;

import org.jspecify.annotations.NullMarked;
