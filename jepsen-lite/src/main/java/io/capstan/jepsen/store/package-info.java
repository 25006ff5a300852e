/** The stores that can be tested: what a run needs to know of each, behind one interface. */
@NullMarked
package io.capstan.jepsen.store;

import org.jspecify.annotations.NullMarked;
