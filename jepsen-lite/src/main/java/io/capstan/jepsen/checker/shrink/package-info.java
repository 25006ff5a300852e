/**
 * What is left of a history that breaks a promise when everything is taken away that is not needed
 * for it. Pure.
 */
@NullMarked
package io.capstan.jepsen.checker.shrink;

import org.jspecify.annotations.NullMarked;
