/** Tests of the stores and of the layout on disk. */
@NullMarked
package io.capstan.server.storage;

import org.jspecify.annotations.NullMarked;
