/** Tests of histories and their files. */
@NullMarked
package io.capstan.jepsen.history;

import org.jspecify.annotations.NullMarked;
