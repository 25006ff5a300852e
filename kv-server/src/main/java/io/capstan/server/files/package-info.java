/**
 * The node's directory: whose it is, that only one process uses it, and how full its disk is. All
 * of it goes through {@link FileOps}, so that tests can fill, break and cut the disk.
 */
@NullMarked
package io.capstan.server.files;

import org.jspecify.annotations.NullMarked;
