package io.capstan.jepsen.workload;

import io.capstan.jepsen.history.Event;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request.
 *
 * @param type OK, FAIL when it certainly did not happen, else INFO
 * @param value of an OK; null: none
 * @param servedBy id of the node that answered; empty: not known
 * @param receipt what the answer says it rests on; of a FAIL or INFO the error
 */
public record Reply(Event.Type type, @Nullable String value, String servedBy, String receipt) {
  public Reply {
    if (type == Event.Type.INVOKE) {
      throw new IllegalArgumentException("a reply is OK, FAIL or INFO");
    }
  }

  public static Reply ok(@Nullable String value, String servedBy, String receipt) {
    return new Reply(Event.Type.OK, value, servedBy, receipt);
  }

  /** It certainly did not happen. */
  public static Reply fail(String error) {
    return new Reply(Event.Type.FAIL, null, "", error);
  }

  /** It may have happened, or may yet. */
  public static Reply info(String error) {
    return new Reply(Event.Type.INFO, null, "", error);
  }
}
