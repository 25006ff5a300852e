/**
 * The {@code kv} command: finds the sub-command, runs it, and turns what went wrong into one
 * message and one exit code. The sub-commands live in the packages below; other modules add theirs
 * through {@link io.capstan.client.shell.KvCommand}.
 */
@NullMarked
package io.capstan.client.shell;

import org.jspecify.annotations.NullMarked;
