/**
 * A network of kernel namespaces on this machine: every node has one of its own, with an address of
 * its own, and a bridge between them drops what is sent on links that are cut. For nodes that are
 * any program; it needs Linux, and root or a user namespace.
 */
@NullMarked
package io.capstan.jepsen.nemesis.netns;

import org.jspecify.annotations.NullMarked;
