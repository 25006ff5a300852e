package io.capstan.client.routing;

import io.capstan.runtime.Ticker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The health of every node that was ever asked, by address.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class NodeHealths {
  private final Ticker ticker;
  private final Map<String, NodeHealth> byAddress = new ConcurrentHashMap<>();

  public NodeHealths(Ticker ticker) {
    this.ticker = ticker;
  }

  public NodeHealth of(String address) {
    NodeHealth health = byAddress.get(address);
    return health != null
        ? health
        : byAddress.computeIfAbsent(address, a -> new NodeHealth(ticker));
  }
}
