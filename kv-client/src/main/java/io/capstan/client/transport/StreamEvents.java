package io.capstan.client.transport;

import io.capstan.v1.RequestContext;
import io.capstan.v1.ResponseFrame;

/** What the stream to one node tells and asks of the rest of the client. Must not block. */
public interface StreamEvents {
  /** What every request frame says about the cluster. */
  RequestContext context();

  /** The node makes progress; the frame's answers are handed out next. */
  void frameArrived(ResponseFrame frame);
}
