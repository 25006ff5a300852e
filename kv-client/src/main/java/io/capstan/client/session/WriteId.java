package io.capstan.client.session;

import io.capstan.v1.RequestId;

/**
 * What makes one write safe to retry: a session of a shard and a sequence in it.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class WriteId {
  private final ShardIds owner;
  private final ShardSession session;
  private final long sequence;

  WriteId(ShardIds owner, ShardSession session, long sequence) {
    this.owner = owner;
    this.session = session;
    this.sequence = sequence;
  }

  /** As it travels now: how far the session is complete changes between attempts. */
  public RequestId toProto() {
    return RequestId.newBuilder()
        .setSession(session.id())
        .setSequence(sequence)
        .setFirstIncomplete(session.firstIncomplete())
        .build();
  }

  /** It was answered, or will never be sent again. A second time changes nothing. */
  public void release() {
    owner.release(this);
  }

  /** Nobody waits for it now, and it may be sent again: it keeps its place. */
  public void hold() {
    owner.held(session);
  }

  /** The shard does not know the session any more: later writes get another one. */
  public void sessionExpired() {
    owner.expired(session);
  }

  ShardSession session() {
    return session;
  }

  long sequence() {
    return sequence;
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(session.id()) + "/" + sequence;
  }
}
