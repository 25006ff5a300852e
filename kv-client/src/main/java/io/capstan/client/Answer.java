package io.capstan.client;

import java.util.List;
import java.util.Optional;

/**
 * The result of one call and, when they were asked for, the receipts of what it took.
 *
 * @param value what the verb promises
 * @param receipts one for each shard that took part, in shard order; empty unless {@link
 *     RequestOptions#receipt()} asked for them
 */
public record Answer<T>(T value, List<Receipt> receipts) {
  public Answer {
    receipts = List.copyOf(receipts);
  }

  /** The receipt of a call that concerns one shard; the first one otherwise. */
  public Optional<Receipt> receipt() {
    return receipts.stream().findFirst();
  }
}
