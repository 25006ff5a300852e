package io.capstan.jepsen.report;

import io.capstan.jepsen.workload.Guarantee;

/** What each guarantee means, in one sentence. */
final class Glossary {
  private Glossary() {}

  static String meaning(Guarantee guarantee) {
    return switch (guarantee) {
      case LINEARIZABLE ->
          "Each key behaves as if every operation happened at one moment between its request and"
              + " its answer.";
      case SEQUENTIAL ->
          "There is one order of all operations that explains every answer and keeps each"
              + " process's own order.";
      case READ_YOUR_WRITES -> "A process never misses what it has itself written before.";
      case MONOTONIC_READS -> "A process never sees something older than what it saw before.";
      case MONOTONIC_WRITES -> "The writes of one process take effect in the order it made them.";
      case WRITES_FOLLOW_READS ->
          "Who sees a write also sees what its writer had read before writing it.";
      case BOUNDED_STALENESS ->
          "No read misses a write that was acknowledged longer ago than the bound.";
      case CONSISTENT_PREFIX ->
          "Of any two reads of a list, one is the beginning of the other: nobody sees a gap.";
      case NO_DUPLICATES -> "What was done once shows once, however often its request was sent.";
      case CONVERGENCE -> "After the last fault has healed all nodes give the same answers.";
      case NO_LOST_WRITES ->
          "What was acknowledged is still there at the end, unless something newer is.";
      case NO_RESURRECTION -> "What was deleted does not come back by itself.";
      case NO_INVENTION -> "Nothing is ever read that nobody wrote.";
    };
  }
}
