package io.capstan.jepsen.report;

import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations that clients beside one node asked for, in as many rows as were under way at once.
 * Beyond {@link #MOST} the last row takes what is left, one over the other.
 *
 * @param node its id; empty: not known
 */
record Rows(String node, List<List<Operation>> rows) {
  private static final int MOST = 10;

  Rows {
    rows = List.copyOf(rows);
  }

  /**
   * Rows by node.
   *
   * @param nodes those that come first; one without operations has no rows
   * @param operations in the order of their starts
   */
  static List<Rows> of(List<String> nodes, List<Operation> operations) {
    Map<String, List<Operation>> byNode = new LinkedHashMap<>();
    nodes.forEach(node -> byNode.put(node, new ArrayList<>()));
    for (Operation operation : operations) {
      byNode.computeIfAbsent(operation.invoke().node(), added -> new ArrayList<>()).add(operation);
    }
    List<Rows> rows = new ArrayList<>();
    byNode.forEach((node, asked) -> rows.add(new Rows(node, packed(asked))));
    return rows.stream().filter(one -> !one.rows().isEmpty()).toList();
  }

  private static List<List<Operation>> packed(List<Operation> operations) {
    List<List<Operation>> rows = new ArrayList<>();
    for (Operation operation : operations) {
      int free = 0;
      while (free < rows.size() && !isFree(rows.get(free), operation)) {
        free++;
      }
      if (free == rows.size() && free < MOST) {
        rows.add(new ArrayList<>());
      }
      rows.get(Math.min(free, MOST - 1)).add(operation);
    }
    return rows;
  }

  private static boolean isFree(List<Operation> row, Operation next) {
    return row.get(row.size() - 1).end().nanos() <= next.invoke().nanos();
  }
}
