/**
 * How {@code kv} shows things: tables and progress for people, JSON for programs, bytes for both.
 */
@NullMarked
package io.capstan.client.shell.output;

import org.jspecify.annotations.NullMarked;
