/** Tests of the rules by which a call goes on or ends. */
@NullMarked
package io.capstan.client.retry;

import org.jspecify.annotations.NullMarked;
