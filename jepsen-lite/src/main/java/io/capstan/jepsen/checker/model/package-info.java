/**
 * What operations mean, and how the thing they are about behaves when one comes after another. A
 * {@code Spec} reads operations and gives a {@code Model}: a pure step function. A spec is told all
 * steps on a key before it gives the model, so that the model may treat as one all states that no
 * later read can tell apart, and refuse a step after which a read that is due cannot come true. It
 * allows the same histories as the naive one, with far fewer states.
 */
@NullMarked
package io.capstan.jepsen.checker.model;

import org.jspecify.annotations.NullMarked;
