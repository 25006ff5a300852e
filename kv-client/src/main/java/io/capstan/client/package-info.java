/**
 * The public API of the Java client: keyspaces (asynchronous and blocking), sessions, receipts and
 * administration. What a call does on its way is in the packages below it: {@code routing} (which
 * node), {@code session} (request ids and floors), {@code retry} (attempts until the deadline) and
 * {@code transport} (streams and frames).
 */
@NullMarked
package io.capstan.client;

import org.jspecify.annotations.NullMarked;
