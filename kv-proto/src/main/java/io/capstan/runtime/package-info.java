/**
 * The seam to the machine: the only place that reads a clock, makes a thread or draws a random
 * number. Everything else is handed these as arguments, so that tests can replace them.
 */
@NullMarked
package io.capstan.runtime;

import org.jspecify.annotations.NullMarked;
