/** Claims about the client, held against scripted nodes. */
@NullMarked
package io.capstan.client;

import org.jspecify.annotations.NullMarked;
