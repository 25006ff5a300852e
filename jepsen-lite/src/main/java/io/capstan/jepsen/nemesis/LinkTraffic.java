package io.capstan.jepsen.nemesis;

/**
 * What one link has done since it exists.
 *
 * @param passedBytes bytes that went through, at once or after a cut
 * @param heldBytes bytes that came while the link was cut, and so had to wait: those of them that
 *     the proxy has taken in, not those that wait with their sender
 */
public record LinkTraffic(long passedBytes, long heldBytes) {
  /** Whether a cut bit: since then something has come, and nothing went through. */
  public boolean heldAllSince(LinkTraffic then) {
    return heldBytes > then.heldBytes && passedBytes == then.passedBytes;
  }
}
