/** A cluster of scripted nodes in this process, and a clock that tests advance. */
@NullMarked
package io.capstan.client.fake;

import org.jspecify.annotations.NullMarked;
