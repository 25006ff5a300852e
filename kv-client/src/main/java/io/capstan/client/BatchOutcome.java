package io.capstan.client;

import java.util.List;

/**
 * What a batch did: all of its writes, or none.
 *
 * @param applied false when a compare-and-set did not hold: nothing was written, and {@code
 *     results} ends with it
 * @param results in the order of the writes
 */
public record BatchOutcome(boolean applied, List<WriteResult> results) {
  public BatchOutcome {
    results = List.copyOf(results);
  }
}
