package io.capstan.ring;

import java.util.List;

/**
 * The nodes that hold a shard, the preferred ones first.
 *
 * @param nodes distinct node ids; the list is copied
 */
public record PreferenceList(List<String> nodes) {
  public PreferenceList {
    nodes = List.copyOf(nodes);
    if (nodes.stream().distinct().count() != nodes.size()) {
      throw new IllegalArgumentException("a node is listed twice: " + nodes);
    }
  }
}
