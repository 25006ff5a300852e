package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Spec;
import io.capstan.jepsen.history.History;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints how much processor time each shared history takes to judge, once read, as a table of
 * Markdown: the best of some rounds after as many to warm up. Time is the judging thread's own,
 * without the compiler's. The first argument is the number of rounds.
 */
public final class HistoryTimes {
  private static final double NANOS_PER_MILLI = 1e6;

  private record Row(SharedHistory history, History read, Spec<?> spec) {}

  private HistoryTimes() {}

  /** Runs all rounds. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    List<Row> rows = new ArrayList<>();
    for (SharedHistory history : SharedHistory.all(SharedHistory.folder().orElseThrow())) {
      if (history.judged()) {
        rows.add(new Row(history, history.read(), history.spec()));
      }
    }
    double[] best = new double[rows.size()];
    double bestSum = Double.POSITIVE_INFINITY;
    for (int round = 0; round < 2 * rounds; round++) {
      double sum = 0;
      for (int i = 0; i < rows.size(); i++) {
        double millis = millis(rows.get(i));
        sum += rows.get(i).history().isKv() ? 0 : millis;
        best[i] = round <= rounds || millis < best[i] ? millis : best[i];
      }
      bestSum = Math.min(bestSum, sum);
      System.err.printf(Locale.ROOT, "round %d: %.2f ms without kv%n", round, sum);
    }
    print(rows, best, bestSum);
  }

  private static double millis(Row row) {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long start = thread.getCurrentThreadCpuTime();
    List<KeyFinding> findings = check(row);
    double millis = (thread.getCurrentThreadCpuTime() - start) / NANOS_PER_MILLI;
    Verdict.Kind kind = Linearizability.overall(findings).kind();
    if (kind != row.history().expectedKind()) {
      System.err.println("WRONG " + row.history() + " " + kind);
    }
    return millis;
  }

  private static List<KeyFinding> check(Row row) {
    return Linearizability.check(row.read(), row.spec(), Bounds.usual(Ticker.system()));
  }

  private static void print(List<Row> rows, double[] best, double bestSum) {
    System.out.println("| history | verdict | steps | ms | Porcupine ms |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (int i = 0; i < rows.size(); i++) {
      SharedHistory history = rows.get(i).history();
      List<KeyFinding> findings = check(rows.get(i));
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %d | %.2f | %.2f |%n",
          history.file().getFileName(),
          Linearizability.overall(findings).kind(),
          findings.stream().mapToLong(KeyFinding::steps).sum(),
          best[i],
          history.millis());
    }
    System.out.printf(Locale.ROOT, "best round without kv: %.2f ms%n", bestSum);
  }
}
