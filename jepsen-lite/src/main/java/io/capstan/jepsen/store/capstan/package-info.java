/** Capstan as a store under test. */
@NullMarked
package io.capstan.jepsen.store.capstan;

import org.jspecify.annotations.NullMarked;
