package io.capstan.jepsen.demo;

import java.util.Set;

/**
 * Where one client stands.
 *
 * @param beside the node that it reaches whatever is cut
 * @param unreachable nodes that must have no part in its answers
 */
record Scene(Stage stage, String beside, Set<String> unreachable) {
  Scene {
    unreachable = Set.copyOf(unreachable);
  }
}
