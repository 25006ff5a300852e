/** Programs that show the client at work. */
@NullMarked
package io.capstan.client.examples;

import org.jspecify.annotations.NullMarked;
