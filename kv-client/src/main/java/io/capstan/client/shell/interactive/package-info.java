/**
 * {@code kv shell}: reads lines, from a person or from a script, and runs each as a command on one
 * shared connection. What reads from a person rests on JLine; nothing else may load its classes.
 */
@NullMarked
package io.capstan.client.shell.interactive;

import org.jspecify.annotations.NullMarked;
