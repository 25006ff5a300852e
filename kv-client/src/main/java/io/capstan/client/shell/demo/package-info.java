/**
 * {@code kv demo}: the CAP tour. What is asked, what is to come of it and whether that was observed
 * is decided by records without I/O; {@link io.capstan.client.shell.demo.Tour} alone sends requests
 * and stops nodes. No answer or time is printed that was not observed.
 */
@NullMarked
package io.capstan.client.shell.demo;

import org.jspecify.annotations.NullMarked;
