/** Tests of the way of one operation through a node. */
@NullMarked
package io.capstan.server.coordinator;

import org.jspecify.annotations.NullMarked;
