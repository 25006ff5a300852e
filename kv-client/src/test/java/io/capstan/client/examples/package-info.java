/** Claims about the example programs. */
@NullMarked
package io.capstan.client.examples;

import org.jspecify.annotations.NullMarked;
