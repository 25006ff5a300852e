/**
 * Reads what other harnesses have recorded. Each format's reader ({@code EdnForms}, {@code
 * JsonForms}, {@code LogForms}) gives forms, one for each event, and where it stands; {@code
 * JepsenEvents} alone knows what the fields of a form mean. Pure, but for the streams it is given.
 */
@NullMarked
package io.capstan.jepsen.history.foreign;

import org.jspecify.annotations.NullMarked;
