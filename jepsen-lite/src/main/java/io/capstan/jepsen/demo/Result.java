package io.capstan.jepsen.demo;

import io.capstan.client.Receipt;
import io.capstan.error.Failure;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client was told. */
sealed interface Result {
  /** How a request ended; a write of unknown outcome may have happened, or may yet. */
  enum Verdict {
    OK,
    REFUSED,
    UNKNOWN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An answer.
   *
   * @param value of the row that was read; empty: there is no row, or it was a put
   */
  record Served(Optional<String> value, Receipt receipt) implements Result {}

  /** No answer, after all that the client tried. */
  record Failed(Failure failure, String message) implements Result {
    private static final Pattern TIME_IS_UP =
        Pattern.compile("not served within \\d+ ms, after (\\d+) attempts");
    private static final Set<Failure> BY_PARTITION =
        Set.of(
            Failure.UNAVAILABLE,
            Failure.NOT_LEADER,
            Failure.NOT_CAUGHT_UP,
            Failure.BOUND_NOT_MET,
            Failure.OUTCOME_UNKNOWN,
            Failure.DEADLINE_EXCEEDED);

    /** The message in a few words: how often the client tried, or else its first sentence. */
    String reason() {
      Matcher timeIsUp = TIME_IS_UP.matcher(message);
      return timeIsUp.find()
          ? "not served in " + timeIsUp.group(1) + " attempts"
          : message.lines().findFirst().orElse("").replaceFirst("\\. .*", "");
    }

    /** Is it what nodes say that do not reach enough others? */
    boolean isOfPartition() {
      return BY_PARTITION.contains(failure);
    }
  }

  default Verdict verdict(boolean put) {
    return this instanceof Failed failed
        ? put && !failed.failure().definite() ? Verdict.UNKNOWN : Verdict.REFUSED
        : Verdict.OK;
  }
}
