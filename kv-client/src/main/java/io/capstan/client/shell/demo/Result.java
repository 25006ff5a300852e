package io.capstan.client.shell.demo;

import io.capstan.client.Receipt;
import io.capstan.error.Failure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client was told. */
sealed interface Result {
  /**
   * An answer.
   *
   * @param value of the row that was read; empty: there is no row, or it was a put
   */
  record Served(Optional<String> value, Receipt receipt) implements Result {}

  /**
   * No answer, after all that the client tried.
   *
   * @param message for a person
   */
  record Failed(Failure failure, String message) implements Result {
    private static final Pattern TIME_IS_UP =
        Pattern.compile("not served within \\d+ ms, after (\\d+) attempts");

    /** The message in a few words: how often the client tried, or else its first sentence. */
    String reason() {
      Matcher timeIsUp = TIME_IS_UP.matcher(message);
      return timeIsUp.find()
          ? "not served in " + timeIsUp.group(1) + " attempts"
          : message.lines().findFirst().orElse("").replaceFirst("\\. .*", "");
    }
  }

  /** How a request ended that was told this. */
  static Verdict verdict(Result result, boolean put) {
    if (result instanceof Failed failed) {
      return put && !failed.failure().definite() ? Verdict.UNKNOWN : Verdict.REFUSED;
    }
    return Verdict.SERVED;
  }
}
