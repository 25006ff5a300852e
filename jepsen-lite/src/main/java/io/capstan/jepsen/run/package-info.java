/** A whole run: what is planned, what happened, and what that shows. */
@NullMarked
package io.capstan.jepsen.run;

import org.jspecify.annotations.NullMarked;
