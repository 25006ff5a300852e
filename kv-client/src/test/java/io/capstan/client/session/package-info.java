/** Claims about the ids of writes. */
@NullMarked
package io.capstan.client.session;

import org.jspecify.annotations.NullMarked;
