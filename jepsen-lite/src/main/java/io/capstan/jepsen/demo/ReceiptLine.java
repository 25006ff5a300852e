package io.capstan.jepsen.demo;

import io.capstan.v1.Receipt;

/** A receipt in a few words: who answered, and what the answer rests on. Pure. */
final class ReceiptLine {
  private ReceiptLine() {}

  static String of(Receipt receipt, Question question) {
    return switch (receipt.getPath()) {
      case PATH_LOG -> by(receipt) + ": an entry of the log, term " + receipt.getTerm();
      case PATH_TERM_CHECK -> by(receipt) + ": its term confirmed, " + replicas(receipt);
      case PATH_LOCAL -> by(receipt) + ": its own rows, " + bound(receipt) + waited(receipt);
      case PATH_QUORUM ->
          receipt.getServedBy()
              + (question.isPut() ? ": stored by " : ": asked ")
              + replicas(receipt)
              + ", "
              + receipt.getReplicasNeeded()
              + " needed"
              + kept(receipt);
      default -> by(receipt);
    };
  }

  private static String by(Receipt receipt) {
    return receipt.getServedBy() + (receipt.getByLeader() ? " (leader)" : " (follower)");
  }

  private static String replicas(Receipt receipt) {
    return String.join(" ", receipt.getReplicasList());
  }

  private static String bound(Receipt receipt) {
    return receipt.hasStalenessBoundMillis()
        ? "at most %,d ms stale".formatted(receipt.getStalenessBoundMillis())
        : "no bound known";
  }

  /** For the log entries that a session has seen. */
  private static String waited(Receipt receipt) {
    long millis = receipt.getWaitedMicros() / 1_000;
    return millis == 0 ? "" : ", waited %,d ms to catch up".formatted(millis);
  }

  private static String kept(Receipt receipt) {
    return receipt.getHintedCount() == 0
        ? ""
        : ", kept for " + String.join(" ", receipt.getHintedList());
  }
}
