/** The whole product: real processes, the real client, real faults. */
@NullMarked
package io.capstan.jepsen.e2e;

import org.jspecify.annotations.NullMarked;
