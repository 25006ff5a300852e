package io.capstan.jepsen.store;

import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;

/**
 * The client of one process: one session, one request at a time.
 *
 * <p>Thread safety: for one thread.
 */
public interface StoreClient extends AutoCloseable {
  /**
   * Asks, and waits for the reply, at most as long as the client was made for. When the request's
   * node is another than the last one's, the session goes there.
   */
  Reply call(Request request);

  @Override
  void close();
}
