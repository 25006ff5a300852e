/** Tests of what the services accept, refuse and answer. */
@NullMarked
package io.capstan.server.api;

import org.jspecify.annotations.NullMarked;
