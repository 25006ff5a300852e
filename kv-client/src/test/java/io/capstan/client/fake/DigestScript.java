package io.capstan.client.fake;

/** What a node does when it is asked for a digest. */
public enum DigestScript {
  /** It arms, and answers when it is marked. */
  HONEST,
  /** It arms, and has no hash of any shard. */
  WITHHELD,
  /** It arms, and fails at once: one of its shards is overloaded. */
  REFUSED,
  /** It does not answer at all. */
  SILENT
}
