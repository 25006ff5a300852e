/**
 * {@code kv demo}: a cluster of its own whose leader is cut off, told while it happens. What comes
 * to pass is judged against what docs/guarantees.md promises; a report card of a short run closes
 * it.
 */
@NullMarked
package io.capstan.jepsen.demo;

import org.jspecify.annotations.NullMarked;
