/** Tests of what commands mean, and the commands that other tests build on. */
@NullMarked
package io.capstan.server.core;

import org.jspecify.annotations.NullMarked;
